package io.wgorch.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import io.wgorch.ssh.SshException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One JSch session, watched: it is cut when the other side has been silent for too long.
final class JschSession implements Session {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SshTarget target;
    private final ResolvedHost host;
    private final com.jcraft.jsch.Session session;
    private final Wire wire;
    private final Duration silence;
    private final Optional<JschSession> jump;

    /// @param jump the session this one runs through; closed together with it
    JschSession(
            SshTarget target,
            ResolvedHost host,
            com.jcraft.jsch.Session session,
            Wire wire,
            Duration silence,
            Optional<JschSession> jump) {
        this.target = target;
        this.host = host;
        this.session = session;
        this.wire = wire;
        this.silence = silence;
        this.jump = jump;
        Thread.ofVirtual().name("wgorch-ssh-watch").start(this::watch);
    }

    com.jcraft.jsch.Session jsch() {
        return session;
    }

    String hostName() {
        return host.hostName();
    }

    @Override
    public Answer run(Script script, Duration limit) throws SshException {
        Frame frame = Frame.random(RANDOM);
        Conversation conversation = new Conversation(frame);
        try {
            return Bounded.call(() -> converse(frame, conversation, script), limit, this::cut);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SshException known ? known : lost(conversation, endedBecause(), e);
        } catch (TimeoutException e) {
            throw lost(conversation, "no complete answer within " + Text.seconds(limit), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost(conversation, "interrupted", e);
        }
    }

    private Answer converse(Frame frame, Conversation conversation, Script script)
            throws JSchException, IOException, InterruptedException, SshException {
        ChannelExec channel = (ChannelExec) session.openChannel("exec");
        try {
            channel.setCommand(host.needsSudo() ? Frame.BY_SUDO : Frame.AS_ROOT);
            channel.setOutputStream(conversation.output());
            channel.setErrStream(conversation.errors());
            OutputStream in = channel.getOutputStream();
            channel.connect(Math.toIntExact(silence.toMillis()));
            send(in, frame.script(script));
            conversation.await(() -> channel.isClosed() || !session.isConnected());
            if (conversation.tooMuch()) {
                cut();
                throw lost(conversation, "printed more than " + Conversation.OUTPUT_LIMIT + " bytes", null);
            }
            Optional<Answer> answer = conversation.answer();
            if (answer.isPresent()) {
                return answer.get();
            }
            throw unanswered(conversation, channel.getExitStatus());
        } finally {
            channel.disconnect();
        }
    }

    /// A host that has stopped reading (sudo refused, say) has said why; that is looked at afterwards.
    private static void send(OutputStream in, String script) {
        try (in) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The missing answer tells.
        }
    }

    private SshException unanswered(Conversation conversation, int status) {
        String said = conversation.noise();
        if (!conversation.begun() && host.needsSudo() && status > 0) {
            return new SshException(
                    Reason.SUDO_REFUSED,
                    target.name() + ": " + host.user() + " cannot become root: "
                            + (said.isEmpty() ? "no reason" : said),
                    "on the host, as root, run: echo '"
                            + (said.contains("a tty")
                                    ? "Defaults:" + host.user() + " !requiretty"
                                    : host.user() + " ALL=(root) NOPASSWD: ALL")
                            + "' >> /etc/sudoers.d/wgorch && chmod 440 /etc/sudoers.d/wgorch");
        }
        String ended = status < 0 ? endedBecause() : "/bin/sh ended with status " + status + " before its answer did";
        return lost(conversation, ended + (said.isEmpty() ? "" : "; it said: " + said), null);
    }

    private SshException lost(Conversation conversation, String why, @Nullable Throwable cause) {
        return new SshException(
                Reason.LOST,
                target.name() + ": " + why
                        + (conversation.begun()
                                ? "; the script had started, and what it did is unknown"
                                : "; the script had not been seen to start"),
                "look at the host again before anything else: run: wgorch plan",
                cause);
    }

    private String endedBecause() {
        return wire.silence().compareTo(silence) >= 0
                ? "nothing came from " + host.hostName() + " for " + Text.seconds(silence)
                : "the connection to " + host.hostName() + " ended";
    }

    /// JSch's own keepalive can block behind a write that never ends; cutting the wire cannot.
    private void watch() {
        try {
            while (session.isConnected() && !wire.isClosed()) {
                Duration left = silence.minus(wire.silence());
                if (left.isNegative() || left.isZero()) {
                    cut();
                    return;
                }
                Thread.sleep(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cut() {
        wire.close();
    }

    @Override
    public void close() {
        session.disconnect();
        wire.close();
        jump.ifPresent(JschSession::close);
    }
}
