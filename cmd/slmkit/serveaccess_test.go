package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// certificate is that of a name with its key; valid until the time has passed.
func (a *authority) certificate(t *testing.T, name string, until time.Time) (cert *x509.Certificate, key *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, BasicConstraintsValid: true}
	parent, signer := a.cert, a.key
	if parent == nil { // the authority's own
		about.IsCA, about.KeyUsage = true, x509.KeyUsageCertSign
		parent, signer = about, key
	}
	der, err := x509.CreateCertificate(rand.Reader, about, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	if cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return cert, key
}

func newAuthority(t *testing.T, name string) *authority {
	a := &authority{}
	a.cert, a.key = a.certificate(t, name, time.Now().Add(time.Hour))
	return a
}

// client is the certificate of a client.
func (a *authority) client(t *testing.T, until time.Time) []tls.Certificate {
	cert, key := a.certificate(t, "client", until)
	return []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}
}

// writePEM writes a block to a file of a folder and returns its path.
func writePEM(t *testing.T, dir, name, kind string, der []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestServeClientCertificates: with --client-ca only clients whose certificate it has signed,
// and whose certificate is valid, get an answer.
func TestServeClientCertificates(t *testing.T) {
	dir := t.TempDir()
	ours, others := newAuthority(t, "ours"), newAuthority(t, "others")
	cert, key := ours.certificate(t, "server", time.Now().Add(time.Hour))
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	url, stop := serving(t, "--tls-cert", writePEM(t, dir, "cert.pem", "CERTIFICATE", cert.Raw), "--tls-key", writePEM(t, dir, "key.pem", "PRIVATE KEY", der),
		"--client-ca", writePEM(t, dir, "ca.pem", "CERTIFICATE", ours.cert.Raw))
	roots := x509.NewCertPool()
	roots.AddCert(ours.cert)
	later := time.Now().Add(time.Hour)
	for _, c := range []struct {
		name string
		has  []tls.Certificate
		ok   bool
	}{
		{"ours", ours.client(t, later), true},
		{"expired", ours.client(t, time.Now().Add(-time.Hour)), false},
		{"of others", others.client(t, later), false},
		{"none", nil, false},
	} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: c.has}}
		res, err := (&http.Client{Transport: transport}).Post(url+"/v1/parse", "application/json", strings.NewReader(`{"text":"freeze my card"}`))
		if err == nil {
			_ = res.Body.Close()
		}
		if ok := err == nil && res.StatusCode == http.StatusOK; ok != c.ok {
			t.Errorf("%s: %v, %v", c.name, res, err)
		}
		transport.CloseIdleConnections()
	}
	if res, err := http.Get(strings.Replace(url, "https", "http", 1) + "/livez"); err == nil && res.StatusCode == http.StatusOK {
		t.Error("without TLS: an answer")
	}
	if code := stop(); code != exitOK {
		t.Errorf("exit code %d", code)
	}
}

// TestServeSlowClients: who does not get on with a request loses the connection, and others
// are answered meanwhile.
func TestServeSlowClients(t *testing.T) {
	server := newHTTPServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestTimeout)
		}
	}))
	if head, whole := server.ReadHeaderTimeout, server.ReadTimeout; head <= 0 || head > 10*time.Second || whole <= 0 || whole > time.Minute || server.IdleTimeout <= 0 {
		t.Errorf("headers may take %v, requests %v, and idle connections last %v", head, whole, server.IdleTimeout)
	}
	server.ReadHeaderTimeout, server.ReadTimeout = 50*time.Millisecond, 100*time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	at := l.Addr().String()
	for name, said := range map[string]string{
		"nothing":         "",
		"half a line":     "POST /v1/par",
		"no end of lines": "POST /v1/parse HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n",
		"half a body":     "POST /v1/parse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{",
		"half a chunk":    "POST /v1/parse HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
		"a long line":     "GET /" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\n\r\n",
		"many headers":    "GET / HTTP/1.1\r\nHost: localhost\r\n" + strings.Repeat("X-A: b\r\n", 1<<17) + "\r\n",
		"no HTTP":         "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
		"both lengths":    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
	} {
		c, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		go func() { _, _ = io.WriteString(c, said) }() // the server may hang up meanwhile
		if status, _ := get(t, "http://"+at+"/"); status != http.StatusOK {
			t.Errorf("%s: another client gets %d", name, status)
		}
		b, err := io.ReadAll(bufio.NewReader(c))
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			t.Errorf("%s: the connection stays open", name)
		}
		if strings.HasPrefix(string(b), "HTTP/1.1 2") {
			t.Errorf("%s: %s", name, b)
		}
		_ = c.Close()
	}
}
