package io.wgorch.schema;

import java.util.List;
import java.util.Random;

/// Scalars for a place in a file, about half of them good there, the others bad in all the usual ways. Some stand in
/// quotes.
///
/// A schema cannot count the groups of an IPv6 address, and sees no text in a plain `true`: such texts are not made
/// where they are bad, or good, for that alone.
public enum RandomText {
    NUMBER {
        @Override
        String bare(Random random) {
            int limit = LIMITS.get(random.nextInt(LIMITS.size()));
            return String.valueOf(random.nextBoolean() ? limit + random.nextInt(5) - 2 : random.nextInt(80_000) - 5000);
        }
    },
    WORD {
        @Override
        String bare(Random random) {
            StringBuilder word = new StringBuilder(WORDS.get(random.nextInt(WORDS.size())));
            for (int i = random.nextInt(6) - 3; i > 0; i--) {
                word.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            return word.toString();
        }
    },
    TRUTH {
        @Override
        String bare(Random random) {
            return TRUTHS.get(random.nextInt(TRUTHS.size()));
        }
    },
    PREFIX {
        @Override
        String bare(Random random) {
            return random.nextInt(3) == 0
                    ? IPV6.get(random.nextInt(IPV6.size())) + "/" + random.nextInt(131)
                    : (random.nextInt(250) + 10) + "." + random.nextInt(300) + ".0.0/" + random.nextInt(35);
        }
    },
    ADDRESS {
        @Override
        String bare(Random random) {
            return random.nextInt(4) == 0
                    ? IPV6.get(random.nextInt(IPV6.size()))
                    : "10.0.0." + (random.nextInt(10) == 0 ? WORD.bare(random) : String.valueOf(random.nextInt(300)));
        }
    },
    ENDPOINT {
        @Override
        String bare(Random random) {
            if (random.nextInt(4) == 0) {
                return IPV6.get(random.nextInt(IPV6.size()));
            }
            String address = switch (random.nextInt(3)) {
                case 0 -> "198.51.100." + random.nextInt(300);
                case 1 -> "[" + IPV6.get(random.nextInt(IPV6.size())) + "]";
                default -> WORD.bare(random) + (random.nextBoolean() ? ".example.com" : "");
            };
            String user = random.nextInt(5) == 0 ? WORD.bare(random) + "@" : "";
            return user + address + (random.nextBoolean() ? ":" + NUMBER.bare(random) : "");
        }
    };

    private static final List<Integer> LIMITS = List.of(0, 1, 25, 576, 656, 1280, 1360, 65535);
    private static final List<String> IPV6 = List.of("fd00:1::", "2001:db8::1", "fe80::", "::", "::1", "fd00:1::g");
    private static final List<String> TRUTHS = List.of("true", "false", "yes", "no", "on", "1", "maybe", "started");
    private static final String CHARACTERS = "abzAZ019._-+=/@~$%!\\u00e9";
    private static final List<String> WORDS = List.of(
            "web",
            "web-1",
            "a",
            "Z9",
            "10",
            "1.5",
            "node.2",
            "_x",
            "-x",
            ".x",
            "x y",
            "a_b",
            "wg0",
            "lo",
            "all",
            "default",
            "yes",
            "no",
            "full_mesh",
            "~/.ssh/id",
            "~x/y",
            "/etc/motd",
            "/etc/sysctl.d/9.conf",
            "a/../b.ftl",
            "motd.ftl",
            "$(reboot)",
            "x".repeat(15),
            "x".repeat(63),
            "SHA256:" + "a".repeat(43),
            "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=",
            "0644",
            "u=rw",
            "30%",
            "101%",
            "root",
            "33",
            "started");

    abstract String bare(Random random);

    /// As it would stand in a file.
    public String next(Random random) {
        String text = bare(random);
        return random.nextInt(3) == 0 || !text.matches("[A-Za-z0-9_./$-][A-Za-z0-9_.:/$+=%-]*")
                ? "'" + text + "'"
                : text;
    }
}
