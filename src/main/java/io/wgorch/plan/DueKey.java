package io.wgorch.plan;

import io.wgorch.inventory.RotationPeriod;
import io.wgorch.inventory.TunnelId;
import io.wgorch.wireguard.PublicKey;
import java.time.Duration;

/// A key that has been in use for as long as the inventory allows, or longer. It is no change: nothing is done.
///
/// @param age since it came into use
/// @param cure what to do about it: `wgorch rotate nodeB`
public record DueKey(TunnelId tunnel, PublicKey key, Duration age, RotationPeriod rotateAfter, String cure) {}
