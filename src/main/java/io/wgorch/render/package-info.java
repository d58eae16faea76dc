/// Mesh, playbook, templates and facts to desired resources per host. The only room with a template engine.
@NullMarked
package io.wgorch.render;

import org.jspecify.annotations.NullMarked;
