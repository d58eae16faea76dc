package io.wgorch.verify;

import io.wgorch.crypto.Initiator;
import io.wgorch.crypto.PrivateKey;
import io.wgorch.ssh.Session;
import io.wgorch.ssh.SshException;
import io.wgorch.verify.Prober.Result;
import io.wgorch.verify.Trace.Kind;
import io.wgorch.wireguard.Endpoint;
import io.wgorch.wireguard.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Asks the interface of a host, from here, whether it answers revoked keys. Silence counts only between two
/// answers to a [Canary]; an answer counts always.
///
/// A responder that has seen a timestamp from the future under the revoked key is silent as well, although it has
/// it: so this stands beside what a host says of its kernel and files, and in place of neither.
public final class Answers {
    private final Prober prober;
    private final SecureRandom random;
    private final String who;

    /// @param random for canaries
    /// @param who for the host's lock
    public Answers(Prober prober, SecureRandom random, String who) {
        this.prober = prober;
        this.random = random;
        this.who = who;
    }

    /// An interface that can be dialled.
    ///
    /// @param key its public key
    /// @param endpoints where it may be dialled: the first that answers the canary counts
    public record Door(Session session, String interfaceName, PublicKey key, List<Endpoint> endpoints) {
        public Door {
            endpoints = List.copyOf(endpoints);
        }
    }

    /// What each of the revoked keys comes to at this door.
    public Map<PublicKey, Finding> ask(Door door, Map<PublicKey, PrivateKey> revoked) {
        Duration trial = prober.longest().multipliedBy(door.endpoints().size() + revoked.size() + 1);
        try (PrivateKey own = PrivateKey.generate(random);
                Canary _ = Canary.admit(door.session(), who, door.interfaceName(), own.publicKey(), trial)) {
            Map<Endpoint, Result> tried = new LinkedHashMap<>();
            for (Endpoint endpoint : door.endpoints()) {
                Function<PrivateKey, Result> ask =
                        key -> prober.ask(endpoint, new Initiator(key, door.key(), Optional.empty()));
                Result heard = ask.apply(own);
                if (heard.equals(Result.PROVEN)) {
                    return between(endpoint, ask, own, revoked);
                }
                tried.put(endpoint, heard);
            }
            return all(revoked, unheard(tried));
        } catch (SshException e) {
            return all(revoked, new Finding.NotShown(e.message()));
        }
    }

    /// The canary was answered. It has to be answered again afterwards.
    private static Map<PublicKey, Finding> between(
            Endpoint at, Function<PrivateKey, Result> ask, PrivateKey canary, Map<PublicKey, PrivateKey> revoked) {
        Map<PublicKey, Result> results = new TreeMap<>();
        revoked.forEach((key, old) -> results.put(key, ask.apply(old)));
        boolean still = ask.apply(canary).equals(Result.PROVEN);
        Map<PublicKey, Finding> findings = new TreeMap<>();
        results.forEach((key, result) -> findings.put(key, finding(at, result, still)));
        return findings;
    }

    private static Map<PublicKey, Finding> all(Map<PublicKey, PrivateKey> revoked, Finding finding) {
        Map<PublicKey, Finding> findings = new TreeMap<>();
        revoked.keySet().forEach(key -> findings.put(key, finding));
        return findings;
    }

    private static Finding finding(Endpoint at, Result result, boolean still) {
        return switch (result) {
            case Result.Answered _ -> new Finding.Found(List.of(new Trace(Kind.ANSWER, at.toString())));
            case Result.Silent() when still -> new Finding.Shown();
            case Result.Silent() ->
                new Finding.NotShown(at + " answered the canary key before, and not after: silence proves nothing");
            case Result.Unreachable(String why) -> new Finding.NotShown(at + ": " + why);
            case Result.Unresolved() -> new Finding.NotShown(at + " does not resolve here any more");
        };
    }

    /// No endpoint has answered the canary. One that nobody can dial from here is no proof and no suspicion.
    private static Finding unheard(Map<Endpoint, Result> tried) {
        List<String> silent = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        tried.forEach((at, result) -> {
            switch (result) {
                case Result.Answered _ -> silent.add(at + " does not prove that it is this host");
                case Result.Silent() -> silent.add(at + " does not answer the canary key: silence proves nothing");
                case Result.Unreachable(String why) -> closed.add(at + ": " + why);
                case Result.Unresolved() -> closed.add(at.host() + " does not resolve here");
            }
        });
        return silent.isEmpty()
                ? new Finding.NotTried("cannot be dialled from here: " + String.join("; ", closed))
                : new Finding.NotShown(String.join("; ", silent));
    }
}
