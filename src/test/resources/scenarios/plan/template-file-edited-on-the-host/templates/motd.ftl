node ${node.name} of ${mesh.nodes?size}
welcome
