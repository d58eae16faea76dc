/// From inventory to tunnels, on paper: topology, links, AllowedIPs. Pure.
@NullMarked
package io.wgorch.mesh;

import org.jspecify.annotations.NullMarked;
