# Read by ./rtgsim and ./mvnw (POSIX sh). Finds a JDK 25 without starting a JVM: every JDK states its version in its file `release`.
# Sets `jdk25` to its home and returns 0, or says how to mend it and returns 1.

is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.'* | 'JAVA_VERSION="25-'*) return 0 ;;
        esac
    done <"$1/release"
    return 1
}

home_of_java_on_path() {
    java=$(command -v java) || return 1
    while [ -L "$java" ]; do
        link=$(readlink "$java")
        case $link in
        /*) java=$link ;;
        *) java=${java%/*}/$link ;;
        esac
    done
    java_home=${java%/bin/java}
}

find_jdk_25() {
    if [ -n "${RTGSIM_JAVA_HOME:-}" ]; then
        jdk25=$RTGSIM_JAVA_HOME
        is_jdk_25 "$jdk25" && return 0
        echo "RTGSIM_JAVA_HOME must be the home of a JDK 25 (bin/javac and release are looked at): RTGSIM_JAVA_HOME=$jdk25" >&2
        return 1
    fi
    java_home=
    home_of_java_on_path || :
    case $- in *f*) globbing=off ;; *) globbing=on ;; esac
    set +f
    for jdk25 in \
        "${JAVA_HOME:-}" "${JDK_HOME:-}" "${JAVA25_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" "$java_home" \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/java/* /opt/hostedtoolcache/Java*/*/* \
        "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* "${ASDF_DATA_DIR:-${HOME:-}/.asdf}"/installs/java/* \
        "${MISE_DATA_DIR:-${HOME:-}/.local/share/mise}"/installs/java/* \
        "${HOME:-}"/.jdks/* "${HOME:-}"/.gradle/jdks/* "${HOME:-}"/.gradle/jdks/*/* "${HOME:-}"/.jabba/jdk/* "${HOME:-}"/.jenv/versions/* \
        "${HOME:-}"/.local/share/jdks/* "${HOME:-}"/.jbang/cache/jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk@25/libexec; do
        if is_jdk_25 "$jdk25"; then
            [ $globbing = on ] || set -f
            return 0
        fi
    done
    [ $globbing = on ] || set -f
    if [ -r "${HOME:-}/.m2/toolchains.xml" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in
            *'<jdkHome>'*'</jdkHome>'*)
                jdk25=${line#*<jdkHome>}
                jdk25=${jdk25%%</jdkHome>*}
                is_jdk_25 "$jdk25" && return 0
                ;;
            esac
        done <"${HOME:-}/.m2/toolchains.xml"
    fi
    cat >&2 <<'END'
rtgsim needs JDK 25 and found none. To mend it, install one (a package such as openjdk-25-jdk or temurin-25-jdk, or SDKMAN:
sdk install java 25-tem), or say where one is: export RTGSIM_JAVA_HOME=/path/to/jdk-25
Looked at: RTGSIM_JAVA_HOME, JAVA_HOME, JAVA25_HOME, java on the PATH, /usr/lib/jvm, /opt, the folders of SDKMAN, asdf, mise, Gradle, jbang,
jenv and jabba, /Library/Java/JavaVirtualMachines, Homebrew, and jdkHome in ~/.m2/toolchains.xml.
END
    return 1
}
