package io.wgorch.ssh;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/// How a script travels, and how its answer is told from everything else that a login prints.
///
/// The script is one function definition; the last line, with a random nonce, calls it. A stream that is cut
/// anywhere leaves the definition or the call incomplete, and nothing runs. Standard output and standard
/// error both carry `wgorch-begin NONCE`, the text, and `wgorch-end NONCE CODE`: what stands outside
/// (banners, rc files) is dropped, and an answer without its end is known to be cut.
///
/// @param nonce 32 hexadecimal digits
record Frame(String nonce) {
    /// Simple words, so that any login shell understands them, csh and fish included.
    static final String AS_ROOT = "exec /bin/sh -s";

    static final String BY_SUDO = "exec env LC_ALL=C sudo -n /bin/sh -s";

    static Frame random(SecureRandom random) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return new Frame(HexFormat.of().formatHex(nonce));
    }

    /// What goes in by standard input.
    ///
    /// Main runs in a subshell, so that its `exit` and `cd` are its own, and without standard input, so that
    /// it cannot eat the script. Its exit code is read outside of any condition: `set -e` in main keeps its
    /// meaning.
    String script(Script script) {
        return """
                wgorch_frame_() {
                [ "$2" = run ] || return 1
                LC_ALL=C
                export LC_ALL
                umask 077
                %s
                wgorch_main_() {
                :
                %s
                }
                echo
                echo "wgorch-begin $1"
                { echo; echo "wgorch-begin $1"; } >&2
                ( wgorch_main_ ) </dev/null
                wgorch_code_=$?
                { echo; echo "wgorch-end $1 $wgorch_code_"; } >&2
                echo
                echo "wgorch-end $1 $wgorch_code_"
                }
                wgorch_frame_ %s run
                """.formatted(script.functions(), script.main(), nonce);
    }

    byte[] begin() {
        return ("\nwgorch-begin " + nonce + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// Up to the exit code, which a line feed ends.
    byte[] end() {
        return ("\nwgorch-end " + nonce + " ").getBytes(StandardCharsets.US_ASCII);
    }
}
