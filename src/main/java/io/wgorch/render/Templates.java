package io.wgorch.render;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.FileTemplateLoader;
import freemarker.cache.MultiTemplateLoader;
import freemarker.cache.TemplateLoader;
import freemarker.core.InvalidReferenceException;
import freemarker.core.ParseException;
import freemarker.core.PlainTextOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateNotFoundException;
import io.wgorch.diag.Diagnostics;
import io.wgorch.diag.SourcePosition;
import io.wgorch.diag.Suggest;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// FreeMarker, hardened: templates get plain maps and lists, cannot make objects, call methods, read files outside
/// their
/// folder or run what they have put together; numbers look the same in every locale; a missing value is an error at its
/// place. Output and time are bounded. Thread-safe.
public final class Templates {
    private static final int MAX_OUTPUT = 4 * 1024 * 1024;
    private static final long MAX_MILLIS = 10_000;
    private static final String BUILT_IN = "/builtin/templates";
    private static final Pattern INTERPRET = Pattern.compile("\\?\\s*interpret\\b");

    private final Configuration configuration;
    private final String folderName;
    /// Those that were looked through for what they must not have.
    private final Set<Template> harmless = ConcurrentHashMap.newKeySet();

    /// A template that does not come to an end keeps its thread; those threads do not keep the program.
    private final ExecutorService workers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("render ", 0).factory());

    /// @param folder the project's own templates, which win over the built-in ones of the same name
    public Templates(Optional<Path> folder) {
        folderName = folder.map(Path::toString).orElse("templates");
        configuration = new Configuration(Configuration.VERSION_2_3_35);
        configuration.setTemplateLoader(loader(folder));
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("computer");
        configuration.setBooleanFormat("c");
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setAPIBuiltinEnabled(false);
        configuration.setRecognizeStandardFileExtensions(false);
        configuration.setOutputFormat(PlainTextOutputFormat.INSTANCE);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setWrapUncheckedExceptions(true);
        configuration.setFallbackOnNullLoopVariable(false);
        configuration.setLocalizedLookup(false);
        configuration.setObjectWrapper(new SimpleObjectWrapper(Configuration.VERSION_2_3_35));
    }

    private static TemplateLoader loader(Optional<Path> folder) {
        List<TemplateLoader> loaders = new ArrayList<>();
        folder.filter(Files::isDirectory).ifPresent(f -> {
            try {
                loaders.add(new FileTemplateLoader(f.toFile()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        loaders.add(new ClassTemplateLoader(Templates.class, BUILT_IN));
        return new MultiTemplateLoader(loaders.toArray(TemplateLoader[]::new));
    }

    /// The text of a template as it was written, if it is there and can be read.
    Optional<String> source(String name) {
        try {
            return Optional.of(configuration.getTemplate(name).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Renders a template. Errors are named once per place.
    ///
    /// @param usedAt where the playbook names it
    /// @param subject whose file it is, for messages
    Optional<String> render(
            String name, SourcePosition usedAt, Map<String, Object> model, String subject, Diagnostics diagnostics) {
        try {
            Template template = configuration.getTemplate(name);
            if (!harmless.contains(template)
                    && INTERPRET.matcher(template.toString()).find()) {
                diagnostics.error(at(name, 1, 1), "'?interpret' is not allowed: a template must not run what it made.");
                return Optional.empty();
            }
            harmless.add(template);
            return bounded(template, model, name, subject, diagnostics);
        } catch (TemplateNotFoundException e) {
            diagnostics.error(
                    usedAt, "there is no template '" + name + "' in " + folderName + " or among the built-in ones.");
        } catch (ParseException e) {
            diagnostics.error(at(name, e.getLineNumber(), e.getColumnNumber()), firstLine(e.getEditorMessage()));
        } catch (IOException e) {
            diagnostics.error(usedAt, "the template '" + name + "' cannot be read: " + firstLine(e.getMessage()));
        }
        return Optional.empty();
    }

    /// Whether the expression holds. It has to be a boolean.
    Optional<Boolean> test(
            String expression, SourcePosition at, Map<String, Object> model, String subject, Diagnostics diagnostics) {
        String source = "<#if (" + expression + ")>true<#else>false</#if>";
        try {
            Template template = new Template("when", null, new StringReader(source), configuration);
            StringBuilder out = new StringBuilder();
            template.process(model, new BoundedWriter(out, 16));
            return Optional.of(out.toString().equals("true"));
        } catch (InvalidReferenceException e) {
            diagnostics.error(at, missing(e, model, subject));
        } catch (TemplateException | IOException e) {
            diagnostics.error(at, "this is no boolean FreeMarker expression: " + firstLine(e.getMessage()));
        }
        return Optional.empty();
    }

    private Optional<String> bounded(
            Template template, Map<String, Object> model, String name, String subject, Diagnostics diagnostics) {
        StringBuilder out = new StringBuilder();
        Future<?> work = workers.submit(() -> {
            template.process(model, new BoundedWriter(out, MAX_OUTPUT));
            return out;
        });
        try {
            work.get(MAX_MILLIS, TimeUnit.MILLISECONDS);
            return Optional.of(out.toString());
        } catch (TimeoutException e) {
            diagnostics.error(at(name, 1, 1), "this template does not come to an end (rendering " + subject + ").");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            diagnostics.error(at(name, 1, 1), "interrupted (rendering " + subject + ").");
        } catch (ExecutionException e) {
            failed(work.exceptionNow(), model, name, subject, diagnostics);
        }
        return Optional.empty();
    }

    private void failed(
            Throwable thrown, Map<String, Object> model, String name, String subject, Diagnostics diagnostics) {
        if (thrown instanceof TemplateException e) {
            String message = e instanceof InvalidReferenceException missing
                    ? missing(missing, model, subject)
                    : firstLine(e.getMessageWithoutStackTop()) + " (rendering " + subject + ").";
            String source = Optional.ofNullable(e.getTemplateSourceName()).orElse(name);
            diagnostics.error(at(source, number(e.getLineNumber()), number(e.getColumnNumber())), message);
        } else {
            diagnostics.error(at(name, 1, 1), firstLine(thrown.getMessage()) + " (rendering " + subject + ").");
        }
    }

    private static String missing(InvalidReferenceException e, Map<String, Object> model, String subject) {
        String expression = Optional.ofNullable(e.getBlamedExpressionString()).orElse("a value");
        String message = "'" + expression + "' does not exist (rendering " + subject + ").";
        Object parent = model;
        String[] words = expression.split("\\.", -1);
        for (int i = 0; i < words.length - 1; i++) {
            parent = parent instanceof Map<?, ?> map ? map.get(words[i]) : null;
        }
        if (!(parent instanceof Map<?, ?> map)) {
            return message;
        }
        TreeSet<String> known = new TreeSet<>();
        map.keySet().forEach(k -> known.add(String.valueOf(k)));
        return message + Suggest.didYouMean(words[words.length - 1], known) + " There are: " + String.join(", ", known)
                + ".";
    }

    private SourcePosition at(String template, int line, int column) {
        return new SourcePosition(folderName + "/" + template, Math.max(1, line), Math.max(1, column));
    }

    private static int number(@org.jspecify.annotations.Nullable Integer value) {
        return value == null ? 1 : value;
    }

    private static String firstLine(@org.jspecify.annotations.Nullable String message) {
        return message == null
                ? "no message"
                : message.lines().findFirst().orElse("").strip();
    }
}
