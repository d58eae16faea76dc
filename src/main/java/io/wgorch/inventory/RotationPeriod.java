package io.wgorch.inventory;

import io.wgorch.yaml.MapReader;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a key may be in use before it is due to be replaced.
///
/// @param text as written in the inventory: `90d`
public record RotationPeriod(Duration length, String text) {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4})([hdw])");

    /// A period as the inventory writes it: hours, days or weeks.
    public static Optional<RotationPeriod> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Duration unit = switch (form.group(2)) {
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
        return Optional.of(new RotationPeriod(unit.multipliedBy(Long.parseLong(form.group(1))), text));
    }

    /// What a key of a map says; empty where it says none, or none that can be, and then there is a diagnostic.
    static Optional<RotationPeriod> read(MapReader from, String key) {
        return from.parsed(key, RotationPeriod::parse, "a number of hours, days or weeks, such as 12h, 90d or 13w");
    }

    @Override
    public String toString() {
        return text;
    }
}
