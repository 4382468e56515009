# Shared by `run` and `test`: install what is missing, name each thing, say clearly what cannot be had.
# Sourced, not run. Needs bash and a Debian or Ubuntu; everything else is looked for.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
tools="${XDG_CACHE_HOME:-$HOME/.cache}/deskhand/tools"
minimum="3.11"

say() { printf 'installer: %s\n' "$*" >&2; }

fail() {
    printf 'installer: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '           %s\n' "$line" >&2; done
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Run a command with its output kept, and shown only if it fails.
quietly() {
    local log status=0
    log="$(mktemp)" || fail "No temporary file can be written." "Is the disk full?"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then tail -n 15 "$log" >&2; fi
    rm -f "$log"
    return "$status"
}

# A command as root, through sudo where we are not root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        quietly env DEBIAN_FRONTEND=noninteractive "$@"
    elif have sudo; then
        # Ask for the password, if one is needed, where the person sees it.
        sudo -n true 2>/dev/null || sudo -v || fail "sudo was refused." \
            "Run as root, or have an administrator install: ${wanted:-what is missing}"
        quietly sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        fail "Root is needed to install ${wanted:-system packages}, and there is no sudo." \
            "Run this as root once, or install them by hand."
    fi
}

lists_fresh=""
refresh_lists() {
    [ -n "$lists_fresh" ] && return
    as_root apt-get update -qq || fail "The lists of Debian packages cannot be updated." \
        "Is there a network? Try: apt-get update"
    lists_fresh=yes
}

installable() {
    local candidate
    candidate="$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: //p')"
    [ -n "$candidate" ] && [ "$candidate" != "(none)" ]
}

# system_packages PACKAGE...: install with apt those that are not there, in one go.
system_packages() {
    local package missing=()
    have dpkg-query || fail "This is no Debian or Ubuntu." \
        "Install with your system's package manager: $*"
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local wanted="${missing[*]}"
    have apt-get || fail "$wanted is missing, and there is no apt-get." \
        "Install it with your system's package manager, then try again."
    refresh_lists
    for package in "${missing[@]}"; do
        installable "$package" || fail "Debian package $package is not to be had here." \
            "Check the sources in /etc/apt, then try again."
    done
    say "installing $wanted"
    as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
        fail "The packages could not be installed." "Try: apt-get install $wanted"
}

suits() {
    "$1" -c "import sys; sys.exit(sys.version_info < tuple(map(int, '$minimum'.split('.'))))" \
        >/dev/null 2>&1
}

# Print a Python that is new enough; nothing if there is none.
find_python() {
    local name path
    for name in python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3 \
        /usr/bin/python3.{11,12,13,14}; do
        path="$(command -v "$name" 2>/dev/null)" || continue
        if suits "$path"; then
            "$path" -c 'import sys; print(sys.executable)'
            return
        fi
    done
}

ensure_python() {
    python="$(find_python)"
    [ -n "$python" ] && return
    local package
    have apt-get || fail "Python $minimum or newer is missing." "Install it, then try again."
    refresh_lists
    for package in python3 python3.12 python3.11 python3.13; do
        installable "$package" || continue
        case "$package" in
        python3) # the system's own: only if it is new enough
            apt-cache policy python3 | grep -Eq 'Candidate: 3\.(1[1-9]|[2-9][0-9])' || continue ;;
        esac
        system_packages "$package"
        break
    done
    python="$(find_python)"
    [ -n "$python" ] || fail "No Python $minimum or newer could be installed." \
        "This system's packages are too old; Debian 12 or Ubuntu 24.04 have one."
}

# Sets `uv`: one on the PATH, or our own in a private virtual environment.
ensure_uv() {
    uv="$(command -v uv || true)"
    if [ -n "$uv" ] && "$uv" --version >/dev/null 2>&1; then return; fi
    uv="$tools/bin/uv"
    if [ -x "$uv" ] && "$uv" --version >/dev/null 2>&1; then return; fi
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        system_packages "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    say "installing uv"
    rm -rf "$tools"
    quietly "$python" -m venv "$tools" || fail "No virtual environment can be made in $tools."
    quietly "$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv ||
        fail "uv could not be installed from the Python package registry." \
            "Is there a network? Behind a proxy or a private mirror, set up pip for it first."
}

# python_packages STAMP_NAME [uv sync arguments]: bring .venv to what uv.lock says.
python_packages() {
    local name="$1" stamp want
    shift
    stamp="$root/.venv/.installed-$name"
    want="$(cat "$root/pyproject.toml" "$root/uv.lock" | sha256sum) $*"
    if [ -x "$root/.venv/bin/deskhand" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$want" ]; then
        return
    fi
    ensure_python
    ensure_uv
    say "installing Python packages into .venv"
    (cd "$root" && UV_PYTHON_DOWNLOADS=never quietly "$uv" sync --frozen --quiet \
        --python "$python" "$@") ||
        fail "The Python packages could not be installed." "Is there a network, and 3 GB of disk?"
    printf '%s' "$want" >"$stamp"
}

# torch and xgrammar, for local models. By pip: it takes a build for the CPU where one is offered,
# and they stay out of uv.lock, since each machine needs a build of its own.
ensure_torch() {
    local torch="2.13.0" inside="$root/.venv/bin/python"
    "$inside" -c "from importlib.metadata import version
assert version('torch').split('+')[0] == '$torch' and version('xgrammar')" 2>/dev/null && return
    ensure_python
    ensure_uv
    say "installing torch $torch into .venv, for the tests of local models"
    quietly "$uv" pip install --quiet --python "$inside" pip &&
        quietly "$inside" -m pip install --quiet --disable-pip-version-check \
            "torch==$torch" "xgrammar>=0.2.8" ||
        fail "torch could not be installed." "Is there a network, and 6 GB of disk?" \
            "With DESKHAND_NO_TORCH=1 the tests of local models are skipped instead."
}

# A Chromium, if no Chrome, Chromium or Edge is there, and what Playwright's own program needs.
ensure_browser() {
    local name
    if have apt-get; then system_packages libatomic1; fi
    for name in chromium google-chrome google-chrome-stable microsoft-edge microsoft-edge-stable; do
        if have "$name" && ! is_snap_stub "$name"; then return; fi
    done
    [ -n "${DESKHAND_BROWSER:-}" ] && return
    if grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        fail "No Chrome, Chromium or Edge was found." \
            "Ubuntu ships Chromium as a snap: try  snap install chromium" \
            "or install Google Chrome or Microsoft Edge from their makers' packages," \
            "or point DESKHAND_BROWSER at the browser's program."
    fi
    system_packages chromium
    system_packages fonts-dejavu-core
}

# Ubuntu's chromium-browser package is a script that only says "use the snap".
is_snap_stub() {
    local path
    path="$(readlink -f "$(command -v "$1")")"
    [ ! -x /snap/bin/chromium ] && grep -qs 'snap install' "$path"
}

# What a private desktop needs (an X server, a window manager, D-Bus, accessibility), what hearing a
# person needs (the keyboard's map), and what Deskhand's own window does.
ensure_desktop() {
    have apt-get || return 0
    system_packages xvfb openbox dbus-daemon at-spi2-core libatk-adaptor gvfs x11-xkb-utils xkb-data \
        libx11-6 libxcb1 libxext6 libxrandr2 libxfixes3 fonts-dejavu-core tesseract-ocr-eng \
        libxkbcommon-x11-0 libegl1 libgl1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 \
        libxcb-keysyms1 libxcb-render-util0 libxcb-xkb1 libxcb-shape0 libfontconfig1 libdbus-1-3
}
