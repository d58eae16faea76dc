package io.wgorch.playbook;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A batch size, as Ansible's `serial`: a number of hosts, or a share of them.
///
/// @param amount at least 1
/// @param percent whether `amount` is a percentage, 1 to 100
public record Serial(int amount, boolean percent) {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})(%?)");

    public Serial {
        if (amount < 1 || (percent && amount > 100)) {
            throw new IllegalArgumentException("serial out of range");
        }
    }

    public static Optional<Serial> parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches() || (!m.group(2).isEmpty() && Integer.parseInt(m.group(1)) > 100)) {
            return Optional.empty();
        }
        return Optional.of(new Serial(Integer.parseInt(m.group(1)), !m.group(2).isEmpty()));
    }

    /// How many of `hosts` hosts make a batch: never less than one.
    public int of(int hosts) {
        return percent ? Math.max(1, hosts * amount / 100) : amount;
    }
}
