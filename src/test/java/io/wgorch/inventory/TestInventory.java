package io.wgorch.inventory;

import io.wgorch.diag.Diagnostics;
import java.nio.file.Path;
import java.util.Map;

/// Inventories for tests, from the text that a user would write.
public final class TestInventory {
    private TestInventory() {}

    /// The inventory in a text without errors, of meshes that were never applied.
    public static Inventory of(String yaml) {
        return of(yaml, Map.of());
    }

    /// The inventory in a text without errors.
    ///
    /// @param recorded what the registry says of each mesh
    public static Inventory of(String yaml, Map<String, Slot> recorded) {
        Diagnostics diagnostics = new Diagnostics();
        return InventoryReader.read(Path.of("mesh.yml"), yaml, recorded, diagnostics)
                .orElseThrow(() -> new AssertionError(diagnostics.sorted()));
    }
}
