package io.wgorch.ssh;

import java.time.Duration;

/// A session that answers what a test tells it to, and keeps what it was asked.
public final class ToldSession implements Session {
    private final Answer answer;
    private String asked = "";

    public ToldSession(Answer answer) {
        this.answer = answer;
    }

    @Override
    public Answer run(Script script, Duration limit) {
        asked = script.functions() + script.main();
        return answer;
    }

    @Override
    public void close() {}

    public String asked() {
        return asked;
    }
}
