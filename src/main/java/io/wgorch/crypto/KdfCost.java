package io.wgorch.crypto;

/// What one guess at a passphrase costs: the parameters of Argon2id (RFC 9106).
///
/// They are also read from files, before anything in the file is proven, so there is a most of each: a hostile file
/// can take neither all memory nor all time.
///
/// @param memoryKib the memory that is filled, in KiB: at least 8 for each lane, at most 256 MiB
/// @param passes over the memory: 1 to 16
/// @param lanes 1 to 16; they are computed one after the other
public record KdfCost(int memoryKib, int passes, int lanes) {
    /// 64 MiB and 3 passes, the second choice of RFC 9106, but with one lane, which is all that is computed at a time
    /// here: about half a second of a processor.
    public static final KdfCost DEFAULT = new KdfCost(64 * 1024, 3, 1);

    private static final int MOST_KIB = 256 * 1024;
    private static final int MOST_PASSES = 16;
    private static final int MOST_LANES = 16;

    public KdfCost {
        if (!isBearable(memoryKib, passes, lanes)) {
            throw new IllegalArgumentException("out of bounds");
        }
    }

    /// Whether these are parameters at all, and none above its most.
    static boolean isBearable(int memoryKib, int passes, int lanes) {
        return lanes >= 1
                && lanes <= MOST_LANES
                && passes >= 1
                && passes <= MOST_PASSES
                && memoryKib >= 8 * lanes
                && memoryKib <= MOST_KIB;
    }
}
