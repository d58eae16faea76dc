package io.wgorch.acceptance.faults;

import io.wgorch.acceptance.MeshLab;

/// Where a blow strikes.
///
/// @param node its transaction stands still at `moment`
/// @param controller the process of wgorch
record Stage(MeshLab mesh, String node, Moment moment, Freezer freezer, Process controller) {}
