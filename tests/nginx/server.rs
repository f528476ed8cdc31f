//! The real nginx on a site that was built for it, with the configuration that the guide prints.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::served::Answer;
use crate::site::{Folder, files, floom_docs, own_site, stderr};

/// The user `nobody`, who owns nothing.
const NOBODY: u32 = 65_534;
/// Where readers come to; redirects must not lead them to another port.
pub const HOST: &str = "docs.example.com:8443";

/// nginx with a site, until the end of its test.
pub struct Nginx {
    child: Child,
    folder: Folder,
    /// The path of the site, with a slash at both ends.
    pub base_path: &'static str,
    /// The files of the site.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Nginx {
    /// Builds a site with the given options, and starts nginx where it can be read by everyone.
    pub fn start(site: &Path, base_path: &'static str, options: &[&str]) -> Self {
        let folder = reachable();
        let out = folder.path("www").join(base_path.trim_matches('/'));
        let mut build = floom_docs();
        build.args(["build", "--base-url", &format!("https://{HOST}{base_path}"), "--site"]).arg(site);
        let output = build.arg("--out").arg(&out).args(options).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        folder.write("nginx.conf", &surroundings(&folder));
        folder.write("docs.conf", &configuration(&folder, base_path));
        let child = spawn(&folder);
        let mut nginx = Self { child, files: files(&out), folder, base_path };
        nginx.wait_for_socket();
        nginx
    }

    fn wait_for_socket(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while UnixStream::connect(self.folder.path("run/socket")).is_err() {
            let log = || fs::read_to_string(self.folder.path("run/error.log")).unwrap_or_default();
            assert!(self.child.try_wait().unwrap().is_none(), "nginx has ended: {}", log());
            assert!(Instant::now() < deadline, "nginx does not answer: {}", log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Asks for a path, from the root of the host.
    pub fn request(&self, path: &str, headers: &str) -> Answer {
        let mut stream = UnixStream::connect(self.folder.path("run/socket")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{headers}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        Answer::read(&mut stream)
    }

    /// Asks for a path of the site.
    pub fn get(&self, path: &str) -> Answer {
        self.request(&format!("{}{path}", self.base_path), "")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder that another user can reach too.
fn reachable() -> Folder {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = PathBuf::from("/tmp").join(format!("floom-docs-nginx-{}-{count}", std::process::id()));
    for part in ["www", "run"] {
        fs::create_dir_all(path.join(part)).unwrap();
    }
    Folder(path)
}

/// One process, which is ended by its id; all that it writes stays in the folder.
fn surroundings(folder: &Folder) -> String {
    let folder = folder.0.display();
    let buffers = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let buffers: String = buffers.iter().map(|name| format!("{name}_temp_path {folder}/run/{name};\n")).collect();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/run/pid;\nerror_log {folder}/run/error.log;\nevents {{}}\n\
         http {{\naccess_log off;\n{buffers}include {folder}/docs.conf;\n}}\n"
    )
}

/// What the guide prints, with its paths and its port filled in as the guide says.
fn configuration(folder: &Folder, base_path: &str) -> String {
    let guide = fs::read_to_string(own_site().join("content/guide/hosts/nginx.md")).unwrap();
    let (_, rest) = guide.split_once("```nginx title=\"/etc/nginx/conf.d/docs.conf\"\n").unwrap();
    let mut text = rest.split("```").next().unwrap().to_string();
    let folder = folder.0.display().to_string();
    for (printed, here) in [
        ("/docs/", base_path),
        ("/srv/www", &format!("{folder}/www")),
        ("listen 80;", &format!("listen unix:{folder}/run/socket;")),
        ("    listen [::]:80;\n", ""),
    ] {
        assert!(text.contains(printed), "the guide has no `{printed}` any more");
        text = text.replace(printed, here);
    }
    text
}

fn spawn(folder: &Folder) -> Child {
    let places = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx", "/usr/bin/nginx"];
    let program = places.iter().find(|place| Path::new(place).exists());
    let program = program.expect("nginx is missing: scripts/test installs it");
    let mut command = Command::new(program);
    command.arg("-e").arg(folder.path("run/error.log")).arg("-c").arg(folder.path("nginx.conf"));
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        chown(folder.path("run"), Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    command.spawn().unwrap()
}
