package io.wgorch.ssh;

import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Both streams of one running script, and waiting for them.
final class Conversation {
    static final int OUTPUT_LIMIT = 16 << 20;
    static final int ERRORS_LIMIT = 1 << 20;

    private static final long LOOK_AGAIN_MILLIS = 500;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FramedStream output;
    private final FramedStream errors;

    Conversation(Frame frame) {
        output = new FramedStream(frame, OUTPUT_LIMIT, this::wake);
        errors = new FramedStream(frame, ERRORS_LIMIT, this::wake);
    }

    OutputStream output() {
        return output;
    }

    OutputStream errors() {
        return errors;
    }

    /// Waits until both streams have ended or there is too much output. Does not wait for the channel to
    /// close: a background process of the host may hold it open for ever.
    ///
    /// @param over whether the channel has ended; looked at now and then as well
    void await(BooleanSupplier over) throws InterruptedException {
        lock.lock();
        try {
            while (!(output.ended() && errors.ended()) && !tooMuch() && !over.getAsBoolean()) {
                var _ = changed.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean tooMuch() {
        return output.overflow();
    }

    boolean begun() {
        return output.begun();
    }

    /// The answer, when its end has come.
    Optional<Answer> answer() {
        return output.code().isPresent()
                ? Optional.of(
                        new Answer(output.code().getAsInt(), Text.decode(output.body()), Text.decode(errors.body())))
                : Optional.empty();
    }

    /// What the host said on standard error instead of starting the script, or on standard output.
    String noise() {
        String said = Text.quote(Text.decode(errors.begun() ? errors.body() : errors.noise()));
        return said.isEmpty() ? Text.quote(Text.decode(output.noise())) : said;
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
