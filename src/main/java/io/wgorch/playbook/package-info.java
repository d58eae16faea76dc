/// What each host gets, in order: plays, tasks, batches, in Ansible's words.
@NullMarked
package io.wgorch.playbook;

import org.jspecify.annotations.NullMarked;
