package io.wgorch.playbook;

import io.wgorch.playbook.Playbook.Action;

/// A task's action.
///
/// @param what that which it sets on a host, in words that also name the task when the user gave it no name
record ReadAction(Action action, String what) {}
