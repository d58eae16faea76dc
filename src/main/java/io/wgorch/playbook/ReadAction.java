package io.wgorch.playbook;

import io.wgorch.playbook.Playbook.Action;

/// A task's action.
///
/// @param what the one thing on a host that it sets, in words that also name the task when the user gave it no name
record ReadAction(Action action, String what) {}
