#!/bin/sh
# Runs inside the image while it is built: `setup.sh packages [MIRROR]`, then `setup.sh configure`.
set -eu

packages() {
    # The mirror of the machine that builds, which may reach no other.
    if [ -n "${1:-}" ]; then
        rm -f /etc/apt/sources.list.d/debian.sources
        echo "deb $1 bookworm main" >/etc/apt/sources.list
    fi
    export DEBIAN_FRONTEND=noninteractive
    # sshd is not to be started, and every container makes its own host key.
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends \
        systemd systemd-sysv dbus openssh-server sudo wireguard-tools wireguard-go nftables iptables \
        iproute2 iputils-ping procps kmod
    rm -rf /etc/ssh/ssh_host_* /usr/sbin/policy-rc.d /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb \
        /usr/share/doc/* /usr/share/man/* /usr/share/locale/* /var/cache/debconf/*-old /var/log/*.log
}

configure() {
    chmod 755 /usr/local/sbin/lab-init
    # Empty: every container makes its own at its first boot and keeps it.
    : >/etc/machine-id
    rm -f /var/lib/dbus/machine-id

    # Units with nothing to do in a container.
    systemctl mask -q \
        getty.target console-getty.service getty-static.service systemd-logind.service \
        systemd-udevd.service systemd-udev-trigger.service systemd-udevd-kernel.socket systemd-udevd-control.socket \
        systemd-timesyncd.service systemd-networkd-wait-online.service systemd-firstboot.service \
        apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
        systemd-ask-password-console.path systemd-ask-password-wall.path \
        dev-hugepages.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount \
        sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount

    # These set what belongs to the machine that runs the containers.
    for file in 50-pid-max.conf 99-protect-links.conf protect-links.conf 50-coredump.conf 50-default.conf; do
        ln -sf /dev/null "/etc/sysctl.d/$file"
    done

    mkdir -p /etc/systemd/journald.conf.d
    printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=8M\n' >/etc/systemd/journald.conf.d/lab.conf

    printf 'HostKey /etc/ssh/ssh_host_ed25519_key\nPasswordAuthentication no\nPrintMotd no\nUseDNS no\n' \
        >/etc/ssh/sshd_config.d/lab.conf
    install -d -m 700 /root/.ssh

    # The other way in: a user who may do everything through sudo, without a password.
    useradd -m -s /bin/bash admin
    install -d -m 700 -o admin -g admin /home/admin/.ssh
    echo 'admin ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin
    chmod 440 /etc/sudoers.d/admin
}

"$@"
