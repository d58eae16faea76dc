package io.wgorch.ssh;

/// What a script answered. Untrusted text: complete and bounded in size, without control characters other
/// than line feed and tab, but its words are the host's.
///
/// @param exitCode of `main`, 0 to 255
/// @param output what it printed, byte for byte up to the removed control characters
/// @param errors what it printed on standard error; cut after 1 MiB
public record Answer(int exitCode, String output, String errors) {}
