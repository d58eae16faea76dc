package io.wgorch.crypto;

/// What a packet is to an [Initiation].
public sealed interface Reply {
    /// The responder has admitted our key: it has opened the initiation, which takes its private key, and found
    /// ours among its peers.
    ///
    /// @param proven whether it has shown that it is the responder, and that both have one preshared key;
    ///        without that, whoever has seen the initiation on its way can have said so
    record Answer(boolean proven) implements Reply {}

    /// The responder is under load, and looks at no initiation without this cookie. That is no word on our key.
    record UnderLoad(Cookie cookie) implements Reply {}

    /// Anything else: not for us, malformed, of another handshake, forged.
    record Nothing() implements Reply {}
}
