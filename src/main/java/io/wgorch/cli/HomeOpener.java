package io.wgorch.cli;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.HomeName;
import io.wgorch.keys.KeyHome;
import io.wgorch.keys.KeyStore;
import io.wgorch.keys.Patience;
import io.wgorch.keys.VaultKeys;
import io.wgorch.run.Homes;
import io.wgorch.run.Project;
import java.security.SecureRandom;
import java.util.Optional;

/// Opens the homes of keys: with the passphrase that the user gives, with the login that the inventory names.
record HomeOpener(Project project, PassphraseOptions passphrase, Terminal terminal) implements Homes.Opener {
    @Override
    public Optional<? extends KeyHome> open(HomeName home, Diagnostics diagnostics) {
        return switch (home) {
            case HOST -> throw new IllegalArgumentException("every host is one by itself");
            case STORE ->
                passphrase.open(KeyStore.beside(project.registryFile()), terminal, new SecureRandom(), diagnostics);
            case VAULT -> vault(diagnostics);
        };
    }

    private Optional<VaultKeys> vault(Diagnostics diagnostics) {
        if (project.inventory().vault().isEmpty()) {
            diagnostics.error("by the registry there are keys in Vault, and the inventory has no section 'vault' that"
                    + " says where. Write it again, until they live elsewhere.");
        }
        return project.inventory()
                .vault()
                .flatMap(v -> VaultKeys.open(v, Patience.DEFAULT, new SecureRandom(), diagnostics));
    }
}
