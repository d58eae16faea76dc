package io.wgorch.resource;

import java.util.List;

/// The verbs of one change, as shell for the transaction on the host (`txn.sh` calls them). Each runs in a shell of its
/// own under `set -eu`; an empty one does nothing.
///
/// @param stage writes beside the target and validates; touches nothing that is in force
/// @param activate changes what runs, nothing that would survive a reboot
/// @param check fails when what runs is not what was wanted; asked before the point of no return
/// @param persist makes it survive a reboot; idempotent, also run at boot after a crash (`$BOOT` is then set)
/// @param undo the inverse of `activate`; tolerates being run after half of it
/// @param staged the files that `stage` leaves beside their targets, removed when the transaction is discarded
public record Steps(String stage, String activate, String check, String persist, String undo, List<String> staged) {
    public Steps {
        staged = List.copyOf(staged);
    }
}
