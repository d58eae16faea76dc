package io.wgorch.ssh;

/// What to run on a host, in POSIX sh.
///
/// @param functions function definitions; they may not do anything by themselves
/// @param main the commands that run, with no standard input; `exit N` sets the answer's exit code
public record Script(String functions, String main) {
    /// Without its text, which may carry a key to its host.
    @Override
    public String toString() {
        return "Script[]";
    }
}
