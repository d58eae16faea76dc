package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import java.nio.file.Path;

/// Inventories for tests, from the text that a user would write.
public final class TestInventory {
    private TestInventory() {}

    /// The inventory in a text without errors.
    public static Inventory of(String yaml) {
        Diagnostics diagnostics = new Diagnostics();
        return InventoryReader.read(Path.of("mesh.yml"), yaml, diagnostics)
                .orElseThrow(() -> new AssertionError(diagnostics.sorted()));
    }
}
