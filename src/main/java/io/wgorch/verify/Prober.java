package io.wgorch.verify;

import io.wgorch.crypto.Cookie;
import io.wgorch.crypto.Initiation;
import io.wgorch.crypto.Initiator;
import io.wgorch.crypto.Reply;
import io.wgorch.wireguard.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// Asks an endpoint whether it answers a key: sends it the first message of a WireGuard handshake, over UDP,
/// from here. It takes no rights on this machine and no tunnel.
///
/// See [Initiation] for what it does to a responder that has admitted the key: never with a key that somebody
/// uses, unless that holder is told. The clock's present time goes out with it, and a responder that has seen a
/// later one from the same key does not answer.
public final class Prober {
    /// More than any packet that is of interest.
    private static final int LONGEST = 256;

    /// A responder takes 50 initiations per second from a key, and none with the timestamp of the one before.
    private static final Duration BETWEEN = Duration.ofMillis(25);

    private final SecureRandom random;
    private final Clock clock;
    private final int tries;
    private final Duration patience;

    /// @param tries at most, as packets get lost
    /// @param patience with each; a responder answers at once
    public Prober(SecureRandom random, Clock clock, int tries, Duration patience) {
        this.random = random;
        this.clock = clock;
        this.tries = tries;
        this.patience = patience;
    }

    /// What came of it.
    public sealed interface Result {
        Result PROVEN = new Answered(true);

        /// It has admitted the key.
        ///
        /// @param proven whether it has also proven who it is; not so where the two have different preshared
        ///        keys
        record Answered(boolean proven) implements Result {}

        /// Nothing came back that says so: the key is not admitted, or the packets did not arrive.
        record Silent() implements Result {}

        /// Nobody can have got it.
        ///
        /// @param why goes on after the endpoint: `nobody listens there`
        record Unreachable(String why) implements Result {}

        /// The name has no address here.
        record Unresolved() implements Result {}
    }

    /// The most that one address takes.
    Duration longest() {
        return patience.plus(BETWEEN).multipliedBy(tries);
    }

    /// Tries all addresses of the endpoint in turn, until one can be reached.
    public Result ask(Endpoint at, Initiator initiator) {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(at.host());
        } catch (UnknownHostException _) {
            return new Result.Unresolved();
        }
        Result result = new Result.Unresolved();
        for (InetAddress address : addresses) {
            result = ask(new InetSocketAddress(address, at.port()), initiator);
            if (!(result instanceof Result.Unreachable)) {
                break;
            }
        }
        return result;
    }

    private Result ask(InetSocketAddress at, Initiator initiator) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(at);
            Optional<Cookie> cookie = Optional.empty();
            for (int i = 0; i < tries; i++) {
                Optional<Initiation> begun = Initiation.of(initiator, clock.instant(), cookie, random);
                if (begun.isEmpty()) {
                    return new Result.Unreachable("its public key is none");
                }
                try (Initiation initiation = begun.get()) {
                    switch (exchange(socket, initiation)) {
                        case Reply.Answer(boolean proven) -> {
                            return new Result.Answered(proven);
                        }
                        case Reply.UnderLoad(Cookie asked) -> {
                            cookie = Optional.of(asked);
                            Thread.sleep(BETWEEN);
                        }
                        case Reply.Nothing() -> {}
                    }
                }
            }
            return new Result.Silent();
        } catch (PortUnreachableException _) {
            return new Result.Unreachable("nobody listens there");
        } catch (IOException e) {
            return new Result.Unreachable(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Result.Unreachable("interrupted");
        }
    }

    /// Sends, and waits for the first packet that is a reply; others are not counted, so that nobody can drown
    /// it.
    private Reply exchange(DatagramSocket socket, Initiation initiation) throws IOException {
        byte[] message = initiation.message();
        socket.send(new DatagramPacket(message, message.length));
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
            DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
            socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException _) {
                break;
            }
            Reply reply = initiation.read(Arrays.copyOf(packet.getData(), packet.getLength()));
            if (!(reply instanceof Reply.Nothing)) {
                return reply;
            }
        }
        return new Reply.Nothing();
    }
}
