package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import java.util.List;

/// What is said of the homes of private keys, against who it is said of and what there is.
record KeyChecks(Diagnostics diagnostics, List<MeshSection> sections, List<MeshDefinition> meshes) {
    void check(List<ReadNode> nodes, boolean hasVault) {
        nodes.stream().filter(r -> !r.node().managed()).forEach(this::outsider);
        if (!hasVault) {
            nodes.stream()
                    .filter(r -> r.node().managed() && wantsVault(r.node()))
                    .findFirst()
                    .ifPresent(this::noVault);
        }
    }

    /// What an outsider inherits does not concern it.
    private void outsider(ReadNode read) {
        if (!read.map().has("keys")) {
            return;
        }
        boolean store = read.node().settings().keys().home().equals(java.util.Optional.of(HomeName.STORE));
        if (read.node().publicKey().isPresent()) {
            diagnostics.error(
                    read.map().keyAt("keys"),
                    read.map().what() + " keeps its private key to itself, as its 'public_key' is given. Take 'keys'"
                            + " out.");
        } else if (!store) {
            diagnostics.error(
                    read.map().valueAt("keys"),
                    read.map().what() + " is not managed, so its key is made and kept in the key store (wgorch"
                            + " export). Write 'keys: store', or take it out.");
        }
    }

    private boolean wantsVault(Node node) {
        return meshes.stream().anyMatch(m -> m.members().contains(node.name()) && m.home(node) == HomeName.VAULT);
    }

    private void noVault(ReadNode read) {
        var at = sections.stream()
                .map(MeshSection::map)
                .filter(m -> read.node().settings().keys().home().isEmpty() && m.has("keys"))
                .map(m -> m.valueAt("keys"))
                .findFirst()
                .orElse(read.at("keys"));
        diagnostics.error(
                at,
                "the key of '" + read.node().name() + "' is to live in Vault, and nothing says where that is. Write a"
                        + " section 'vault' with 'address', 'path', and 'token_file' or 'approle'.");
    }
}
