package io.wgorch.resource;

import java.util.List;
import java.util.Optional;

/// A kind of resource: pure. It writes shell and reads what the shell printed; it never does IO itself.
///
/// @param <D> what is desired
/// @param <S> what is seen
public interface Kind<D extends Resource, S extends Seen> {
    /// The first part of its resources' ids.
    String name();

    /// Function definitions: `probe_<name> NAME ...` prints what is there as `key value` lines (lines whose key starts
    /// with `stat.` are measurements and no reason for a change); the others are called by [#steps].
    String shell();

    /// What `probe_<name>` printed, as a value.
    S read(String name, ProbeOutput output);

    /// Every field that differs. A desired that is empty means the resource has to go.
    List<FieldChange> diff(Optional<D> desired, S seen);

    /// How the host gets from what was seen to what is desired.
    Steps steps(ResourceId id, Optional<D> desired, S seen);
}
