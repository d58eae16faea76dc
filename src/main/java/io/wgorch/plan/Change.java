package io.wgorch.plan;

import io.wgorch.resource.FieldChange;
import io.wgorch.resource.ResourceId;
import io.wgorch.resource.Steps;
import java.util.List;
import java.util.Locale;

/// One resource on one host: what happens to it, and why. A no-op is a change as well, so that a plan accounts for
/// everything.
///
/// @param reason for people; never drives logic
/// @param drift whether the host was changed since wgorch last applied the same definition
/// @param undone whether a transaction that does not commit takes it back
/// @param fields what differs; empty for a no-op
/// @param steps how it is done on the host
public record Change(
        ResourceId id,
        Action action,
        String reason,
        boolean drift,
        boolean undone,
        List<FieldChange> fields,
        Steps steps) {
    public Change {
        fields = List.copyOf(fields);
    }

    /// What happens, in Terraform's words.
    public enum Action {
        CREATE,
        UPDATE,
        DELETE,
        NO_OP;

        /// As in the JSON plan: `no-op`.
        public String keyword() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
