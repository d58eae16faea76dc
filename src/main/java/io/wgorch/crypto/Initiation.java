package io.wgorch.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.wgorch.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// The first message of a WireGuard handshake, and what its sender makes of the reply: Noise_IKpsk2 as in
/// sections 5.4.2 to 5.4.4 and 5.4.7 of the WireGuard paper and in drivers/net/wireguard/noise.c and messages.h
/// of Linux. It goes no further: no session comes of it, and no packet of anybody is carried.
///
/// A responder answers only who is among its peers, so an answer says that a key is admitted. Silence says that
/// it is not, provided that the packet has arrived, and that the responder has seen no later timestamp from
/// that key: a clock that went back, or somebody who has sent a timestamp from the future, makes it silent for
/// a key that it has.
///
/// **What it does to the responder.** One that has admitted the key takes the address that this was sent from
/// for that of the peer, and sends the peer's packets there until the peer speaks up; and it refuses the peer's
/// own handshakes until the peer's clock is past `now`. So it is for keys that nobody is meant to use: revoked
/// ones, and keys made for the purpose. With a key in use it disturbs its holder, who has to be told. `now` is
/// the present time, never later.
public final class Initiation implements AutoCloseable {
    private static final byte[] MAC1 = "mac1----".getBytes(US_ASCII);
    private static final byte[] COOKIE = "cookie--".getBytes(US_ASCII);

    private static final int LENGTH = 148;
    private static final int MAC1_AT = 116;
    private static final int MAC2_AT = 132;
    private static final int MAC_BYTES = 16;

    private static final int RESPONSE_LENGTH = 92;
    private static final int RESPONSE_MAC1_AT = 60;
    private static final int COOKIE_REPLY_LENGTH = 64;

    /// TAI64 counts from 1970 at 2^62, and is ten seconds ahead of UTC, as every implementation has it.
    private static final long TAI64 = 0x400000000000000aL;

    /// Nanoseconds are rounded down, so that they tell nothing of the machine: a power of two below a 50th of a
    /// second, as responders take no more than 50 initiations per second.
    private static final int ROUNDING = 1 << 24;

    private final Initiator initiator;
    private final PrivateKey ephemeral;
    private final NoiseState state;
    private final byte[] message;

    private Initiation(Initiator initiator, PrivateKey ephemeral, NoiseState state, byte[] message) {
        this.initiator = initiator;
        this.ephemeral = ephemeral;
        this.state = state;
        this.message = message;
    }

    /// A new one, to be closed by the caller; empty where the responder's key is a point of low order, which is
    /// no key.
    ///
    /// @param now later than that of any before with the same key, by a 50th of a second at least
    /// @param cookie what the responder has asked for
    public static Optional<Initiation> of(
            Initiator initiator, Instant now, Optional<Cookie> cookie, SecureRandom random) {
        byte[] responder = initiator.responderPoint();
        PrivateKey ephemeral = PrivateKey.generate(random);
        Optional<Secret> es = ephemeral.shared(responder);
        Optional<Secret> ss = initiator.own().shared(responder);
        NoiseState state = new NoiseState(responder);
        Initiation initiation = new Initiation(initiator, ephemeral, state, new byte[LENGTH]);
        try {
            if (es.isEmpty() || ss.isEmpty()) {
                initiation.close();
                return Optional.empty();
            }
            initiation.write(es.get(), ss.get(), now, cookie, random.nextInt());
            return Optional.of(initiation);
        } finally {
            es.ifPresent(Secret::close);
            ss.ifPresent(Secret::close);
        }
    }

    private void write(Secret es, Secret ss, Instant now, Optional<Cookie> cookie, int index) {
        byte[] point = Base64.getDecoder().decode(ephemeral.publicKey().base64());
        ByteBuffer out = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(1).putInt(index).put(point);
        state.mixHash(point);
        state.mixKey(point);
        state.mixKey(es);
        out.put(state.encryptAndHash(initiator.ownPoint()));
        state.mixKey(ss);
        out.put(state.encryptAndHash(timestamp(now)));
        out.put(mac1(initiator.responderPoint(), Arrays.copyOf(message, MAC1_AT)));
        cookie.ifPresent(c -> out.put(c.mac(Arrays.copyOf(message, MAC2_AT))));
    }

    /// TAI64N: the seconds, then the nanoseconds, the greatest byte first.
    private static byte[] timestamp(Instant now) {
        return ByteBuffer.allocate(12)
                .putLong(TAI64 + now.getEpochSecond())
                .putInt(now.getNano() & -ROUNDING)
                .array();
    }

    private static byte[] mac1(byte[] receiver, byte[] text) {
        return Blake2s.mac(Blake2s.hash(MAC1, receiver), text);
    }

    /// The packet to be sent, 148 bytes.
    public byte[] message() {
        return message.clone();
    }

    /// What a packet is to it. May be asked for any number of packets.
    public Reply read(byte[] packet) {
        ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
        int type = packet.length < Integer.BYTES ? 0 : in.getInt();
        return switch (type) {
            case 2 -> packet.length == RESPONSE_LENGTH ? response(packet, in.getInt(8)) : new Reply.Nothing();
            case 3 -> packet.length == COOKIE_REPLY_LENGTH ? cookieReply(packet, in.getInt(4)) : new Reply.Nothing();
            default -> new Reply.Nothing();
        };
    }

    private boolean isOurs(int receiver) {
        return receiver
                == ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    }

    private Reply response(byte[] packet, int receiver) {
        byte[] mac1 = mac1(initiator.ownPoint(), Arrays.copyOf(packet, RESPONSE_MAC1_AT));
        byte[] seen = Arrays.copyOfRange(packet, RESPONSE_MAC1_AT, RESPONSE_MAC1_AT + MAC_BYTES);
        return isOurs(receiver) && MessageDigest.isEqual(mac1, seen)
                ? new Reply.Answer(
                        proves(Arrays.copyOfRange(packet, 12, 44), Arrays.copyOfRange(packet, 44, RESPONSE_MAC1_AT)))
                : new Reply.Nothing();
    }

    /// Whether only the responder, with our preshared key, can have sealed this.
    private boolean proves(byte[] point, byte[] empty) {
        Optional<Secret> ee = ephemeral.shared(point);
        Optional<Secret> se = initiator.own().shared(point);
        try (NoiseState after = state.copy()) {
            if (ee.isEmpty() || se.isEmpty()) {
                return false;
            }
            after.mixHash(point);
            after.mixKey(point);
            after.mixKey(ee.get());
            after.mixKey(se.get());
            initiator.psk().ifPresentOrElse(after::mixKeyAndHash, () -> after.mixKeyAndHash(new byte[32]));
            return after.decryptAndHash(empty).isPresent();
        } finally {
            ee.ifPresent(Secret::close);
            se.ifPresent(Secret::close);
        }
    }

    private Reply cookieReply(byte[] packet, int receiver) {
        int sealedAt = 8 + Cookie.NONCE_BYTES;
        Optional<Cookie> cookie = Cookie.open(
                Blake2s.hash(COOKIE, initiator.responderPoint()),
                Arrays.copyOfRange(packet, 8, sealedAt),
                Arrays.copyOfRange(packet, sealedAt, COOKIE_REPLY_LENGTH),
                Arrays.copyOfRange(message, MAC1_AT, MAC2_AT));
        return cookie.filter(_ -> isOurs(receiver))
                .<Reply>map(Reply.UnderLoad::new)
                .orElseGet(Reply.Nothing::new);
    }

    @Override
    public void close() {
        ephemeral.close();
        state.close();
    }
}
