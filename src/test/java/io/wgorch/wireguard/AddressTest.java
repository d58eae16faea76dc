package io.wgorch.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static InetAddress ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::, 2001:db8::",
        "::, ::",
        "::1, ::1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    })
    void writtenAsRfc5952Says(String text, String canonical) {
        assertThat(Ip.text(ip(text))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "0x7f.1",
                "1",
                "fe80::1%eth0",
                "localhost",
                "1::2::3",
                "10.0.0.1 ",
                ":"
            })
    void notAnAddress(String text) {
        assertThat(Ip.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "fd00::/129", "10.0.0.0/24/24", "/24", "10.0.0.0/1000"
            })
    void notACidr(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Test
    void aNetworkAndWhatIsInIt() {
        assertThat(cidr("10.0.0.9/24").network()).isEqualTo(cidr("10.0.0.0/24"));
        assertThat(cidr("10.0.0.9/24").isNetwork()).isFalse();
        assertThat(cidr("10.0.0.0/8").contains(ip("10.255.0.1"))).isTrue();
        assertThat(cidr("10.0.0.0/8").contains(ip("11.0.0.0"))).isFalse();
        assertThat(cidr("0.0.0.0/0").contains(ip("255.255.255.255"))).isTrue();
        assertThat(cidr("::/0").contains(ip("10.0.0.1"))).isFalse();
        assertThat(cidr("10.0.1.0/24").overlaps(cidr("10.0.0.0/16"))).isTrue();
        assertThat(cidr("10.0.1.0/24").overlaps(cidr("10.0.2.0/24"))).isFalse();
        assertThat(cidr("255.255.255.255/32").network()).hasToString("255.255.255.255/32");
    }

    @Test
    void theNthAddress() {
        assertThat(cidr("10.0.0.0/30").at(BigInteger.TWO)).contains(ip("10.0.0.2"));
        assertThat(cidr("10.0.0.0/30").at(BigInteger.valueOf(4))).isEmpty();
        assertThat(cidr("10.0.0.0/30").at(BigInteger.valueOf(-1))).isEmpty();
        assertThat(cidr("fd00::/64").at(BigInteger.ONE.shiftLeft(63))).contains(ip("fd00:0:0:0:8000::"));
        assertThat(cidr("0.0.0.0/24").at(BigInteger.ONE)).contains(ip("0.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/24, 10.0.0.0, false",
        "10.0.0.0/24, 10.0.0.1, true",
        "10.0.0.0/24, 10.0.0.255, false",
        "10.0.0.0/24, 10.0.1.1, false",
        "10.0.0.0/31, 10.0.0.0, true",
        "10.0.0.0/32, 10.0.0.0, true",
        "fd00::/64, fd00::, false",
        "fd00::/64, fd00::ffff:ffff:ffff:ffff, true",
        "fd00::/127, fd00::, true",
        "fd00::1/128, fd00::1, true",
    })
    void whichAddressesHostsMayHave(String network, String address, boolean may) {
        assertThat(cidr(network).isHostAddress(ip(address))).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/24, 254",
        "10.0.0.0/30, 2",
        "10.0.0.0/31, 2",
        "10.0.0.0/32, 1",
        "fd00::/127, 2",
        "fd00::/126, 3"
    })
    void howManyHostsFit(String network, long hosts) {
        assertThat(cidr(network).hostCount()).isEqualTo(BigInteger.valueOf(hosts));
    }

    @Test
    void ordersByFamilyThenValue() {
        assertThat(cidr("9.0.0.0/8")).isLessThan(cidr("10.0.0.0/8")).isLessThan(cidr("::/0"));
        assertThat(cidr("200.0.0.0/8")).isGreaterThan(cidr("10.0.0.0/8"));
    }
}
