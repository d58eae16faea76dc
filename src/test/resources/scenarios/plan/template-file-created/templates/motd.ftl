node ${node.name} of ${tunnels?first.mesh.nodes?size}
welcome
