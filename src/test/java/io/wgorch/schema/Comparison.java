package io.wgorch.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostic;
import io.wgorch.diag.Diagnostics;
import io.wgorch.yaml.YamlNode;
import io.wgorch.yaml.YamlReader;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// What a reader says of a document beside what an editor underlines in it.
///
/// A schema sees the form of each value; it cannot see what values mean together (an address that is taken), nor what
/// is lost when a scalar becomes a number.
///
/// @param form tells the reader's messages about form from the others
/// @param ofMap of those the ones about a map as a whole: the name of a key, or one that is missing
public record Comparison(EditorSchema schema, Pattern form, Pattern ofMap) {
    /// Every complaint about form is underlined where the reader points at.
    ///
    /// @return how many there were
    public int assertUnderlined(YamlNode document, Diagnostics said) {
        EditorView view = new EditorView(document);
        Set<String> underlined = schema.errors(view.json());
        List<Diagnostic> ofForm = said.sorted().stream()
                .filter(d -> form.matcher(d.message()).find())
                .filter(d -> d.at().isPresent())
                .filter(d -> d.at().stream().flatMap(p -> view.at(p).stream()).noneMatch(view::isReinterpreted))
                .toList();
        for (Diagnostic d : ofForm) {
            Set<String> places = new TreeSet<>();
            d.at().ifPresent(p -> places.addAll(view.at(p)));
            assertThat(places).as("what stands where the reader says: %s", d).isNotEmpty();
            if (ofMap.matcher(d.message()).find()) {
                List.copyOf(places).forEach(p -> places.add(p.substring(0, Math.max(0, p.lastIndexOf('/')))));
            }
            assertThat(underlined)
                    .as("underlined, because the reader says: %s", d)
                    .containsAnyElementsOf(places);
        }
        return ofForm.size();
    }

    /// What the reader takes is not underlined, and what it refuses by its form is.
    public void assertSameVerdict(YamlNode document, Diagnostics said) {
        EditorView view = new EditorView(document);
        Set<String> underlined = schema.errors(view.json());
        if (said.isEmpty()) {
            assertThat(underlined).as("the reader takes it").isEmpty();
        }
        boolean badForm =
                said.sorted().stream().anyMatch(d -> form.matcher(d.message()).find());
        if (badForm && !view.isReinterpreted()) {
            assertThat(underlined).as("the reader says %s", said.sorted()).isNotEmpty();
        }
    }

    /// The same for documents with random values in one place, some of which are good there.
    ///
    /// @param template what `document` makes a document of, with `%s` in that place; it seeds the values
    /// @param read the reader, which is given the text of the document
    public void assertSameVerdicts(
            RandomText kind,
            String template,
            UnaryOperator<String> document,
            BiConsumer<String, Diagnostics> read,
            int times) {
        Random random = new Random(template.hashCode());
        int taken = 0;
        for (int i = 0; i < times; i++) {
            String text = document.apply(template.formatted(kind.next(random)));
            Diagnostics said = new Diagnostics();
            read.accept(text, said);
            YamlReader.read("random.yml", text, new Diagnostics()).ifPresent(tree -> assertSameVerdict(tree, said));
            taken += said.isEmpty() ? 1 : 0;
        }
        assertThat(taken).as("values that are good").isBetween(1, times - 1);
    }
}
