package io.wgorch.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.wgorch.diag.Diagnostics;
import io.wgorch.inventory.Inventory;
import io.wgorch.inventory.InventoryReader;
import io.wgorch.playbook.Playbook.Action;
import io.wgorch.playbook.Playbook.Expression;
import io.wgorch.playbook.Playbook.Play;
import io.wgorch.playbook.Playbook.Task;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybookReaderTest {
    private static final Path MESH = Path.of("src/test/resources/scenarios/good-input/groups/mesh.yml");

    private static Playbook read(String text) {
        Diagnostics diagnostics = new Diagnostics();
        Inventory inventory = InventoryReader.read(MESH, diagnostics).orElseThrow();
        Optional<Playbook> playbook = PlaybookReader.read("site.yml", text, inventory, diagnostics);
        assertThat(diagnostics.sorted()).isEmpty();
        return playbook.orElseThrow();
    }

    @Test
    void defaultsOfTheTasks() {
        Play play = read("""
                - hosts: all
                  tasks:
                    - wireguard:
                    - sysctl: {}
                    - firewall:
                    - service: { enabled: true, state: started }
                    - template: { src: motd.ftl, dest: /etc/motd }
                """).plays().getFirst();

        assertThat(play.name()).isEqualTo("all");
        assertThat(play.serial()).isEmpty();
        assertThat(play.tags()).isEmpty();
        assertThat(play.when()).isEmpty();
        assertThat(play.tasks())
                .extracting(Task::action)
                .containsExactly(
                        new Action.Wireguard("wg0.conf.ftl"),
                        new Action.Sysctl("sysctl.conf.ftl", "/etc/sysctl.d/99-wireguard.conf"),
                        new Action.Firewall("nftables.conf.ftl"),
                        new Action.Service(Optional.empty(), Optional.of(true), Optional.of(true)),
                        new Action.Template("motd.ftl", "/etc/motd", "root", "root", "0644"));
        assertThat(play.tasks())
                .extracting(Task::name)
                .containsExactly(
                        "wireguard wg1",
                        "file /etc/sysctl.d/99-wireguard.conf",
                        "firewall",
                        "service wg-quick@wg1",
                        "file /etc/motd");
        assertThat(play.tasks().getFirst().at()).hasToString("site.yml:3:7");
    }

    @Test
    void everythingThatCanBeSaid() {
        Playbook playbook = read("""
                - name: the web
                  hosts: "@web,!nodeB"
                  serial: 30%
                  tags: [web, edge]
                  when: facts.os == "debian"
                  tasks:
                    - name: the page
                      when: vars.page
                      tags: page
                      template: { src: web/page.ftl, dest: /srv/page, owner: www-data, group: "33", mode: 0640 }
                    - service: { name: nginx.service, state: stopped }
                - hosts: nodeB
                  serial: 1
                  tasks:
                    - template: { src: web/other.ftl, dest: /srv/page, mode: "4755" }
                """);

        Play play = playbook.plays().getFirst();
        assertThat(play.name()).isEqualTo("the web");
        assertThat(play.serial()).contains(new Serial(30, true));
        assertThat(play.tags()).containsExactlyInAnyOrder("web", "edge");
        assertThat(play.when()).get().extracting(Expression::text).isEqualTo("facts.os == \"debian\"");
        Task task = play.tasks().getFirst();
        assertThat(task.name()).isEqualTo("the page");
        assertThat(task.tags()).containsExactly("page");
        assertThat(task.when()).get().extracting(e -> e.at().line()).isEqualTo(8);
        assertThat(task.action()).isEqualTo(new Action.Template("web/page.ftl", "/srv/page", "www-data", "33", "0640"));
        assertThat(play.tasks().getLast().action())
                .isEqualTo(new Action.Service(Optional.of("nginx.service"), Optional.empty(), Optional.of(false)));
        assertThat(playbook.plays().getLast().serial()).contains(new Serial(1, false));
    }

    @ParameterizedTest
    @CsvSource({"30%, 10, 3", "30%, 1, 1", "1%, 50, 1", "100%, 7, 7", "5, 3, 5"})
    void aBatchIsNeverEmpty(String text, int hosts, int size) {
        assertThat(Serial.parse(text).orElseThrow().of(hosts)).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "0%", "101%", "1.5", "%", "one", "9999999"})
    void notASerial(String text) {
        assertThat(Serial.parse(text)).isEmpty();
    }
}
