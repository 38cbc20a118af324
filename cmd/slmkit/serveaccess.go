package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/inference/serve"
)

// serveAccess are the flags that say who may ask, and from where.
type serveAccess struct {
	listen    string
	keys      string
	cert, key string
	clientCA  string
	hosts     []string
	origins   []string
	insecure  bool
}

func (o *serveAccess) register(f *pflag.FlagSet) {
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "address to listen at, or unix:PATH")
	f.StringVar(&o.keys, "keys", "", "file of the keys that let clients in, one a line")
	f.StringVar(&o.cert, "tls-cert", "", "certificate of the server, PEM")
	f.StringVar(&o.key, "tls-key", "", "key of the certificate, PEM")
	f.StringVar(&o.clientCA, "client-ca", "", "let in only clients with a certificate that these sign, PEM")
	f.StringSliceVar(&o.hosts, "hosts", nil, "host names that clients may ask for (default: those of --listen)")
	f.StringSliceVar(&o.origins, "cors", nil, "origins of pages that may ask, such as https://example.com")
	f.BoolVar(&o.insecure, "insecure", false, "listen beyond this machine without keys and TLS")
}

// portOfHost is the variable in which SageMaker says at which port it asks.
const portOfHost = "SAGEMAKER_BIND_TO_PORT"

// atPort moves the address to listen at to the port at which the host asks.
func (o *serveAccess) atPort() error {
	port := os.Getenv(portOfHost)
	if port == "" {
		return nil
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return usageError("%s=%s is not a port", portOfHost, port)
	}
	network, at, _, err := listenAt(o.listen)
	if err != nil {
		return err
	}
	if network != "tcp" {
		return usageError("--listen %s: %s=%s needs an address such as 127.0.0.1:8080", o.listen, portOfHost, port)
	}
	host, _, _ := net.SplitHostPort(at) // listenAt could split it
	o.listen = net.JoinHostPort(host, port)
	return nil
}

func (o *serveAccess) fill(_ *app, to *serve.Options) error {
	if err := o.checkNames(); err != nil {
		return err
	}
	to.Origins = o.origins
	if o.keys != "" {
		data, err := os.ReadFile(o.keys)
		if err != nil {
			return err
		}
		if to.Keys, err = serve.ReadKeys(data, o.keys); err != nil {
			return usageError("%v", err)
		}
	}
	network, _, local, err := listenAt(o.listen)
	if err != nil {
		return err
	}
	if !local && len(to.Keys) == 0 && o.clientCA == "" && !o.insecure {
		return usageError("--listen %s lets other machines in: name keys with --keys, or client certificates with --client-ca, or say --insecure", o.listen)
	}
	if to.Hosts = o.hosts; local && network == "tcp" {
		to.Hosts = append([]string{"127.0.0.1", "localhost", "::1"}, o.hosts...)
	}
	return nil
}

// checkNames refuses origins and hosts that no browser would send.
func (o *serveAccess) checkNames() error {
	for _, origin := range o.origins {
		u, err := url.Parse(origin)
		if origin != "*" && origin != "null" && (err != nil || u.Scheme == "" || u.Host == "" || u.Path != "") {
			return usageError("--cors %s: an origin such as https://example.com, with no path, or * for all", origin)
		}
	}
	for i, host := range o.hosts {
		if _, _, err := net.SplitHostPort(host); err == nil {
			return usageError("--hosts %s: a name without a port", host)
		}
		o.hosts[i] = strings.ToLower(host)
	}
	return nil
}

// tls returns how connections are encrypted, nil for not at all.
func (o *serveAccess) tls() (*tls.Config, error) {
	if (o.cert == "") != (o.key == "") {
		return nil, usageError("--tls-cert and --tls-key belong together")
	}
	if o.cert == "" {
		if o.clientCA != "" {
			return nil, usageError("--client-ca: client certificates need --tls-cert and --tls-key")
		}
		return nil, nil
	}
	cert, err := tls.LoadX509KeyPair(o.cert, o.key)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert %s, --tls-key %s: %w", o.cert, o.key, err)
	}
	c := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	if o.clientCA != "" {
		pem, err := os.ReadFile(o.clientCA)
		if err != nil {
			return nil, err
		}
		c.ClientCAs, c.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
		if !c.ClientCAs.AppendCertsFromPEM(pem) {
			return nil, usageError("%s: has no certificates", o.clientCA)
		}
	}
	return c, nil
}

// listenAt reads --listen. local says that only this machine can reach the address.
func listenAt(address string) (network, at string, local bool, err error) {
	path, unix := strings.CutPrefix(address, "unix:")
	if unix && path != "" {
		return "unix", path, true, nil
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil || unix {
		return "", "", false, usageError("--listen %s: an address such as 127.0.0.1:8080, or unix:PATH", address)
	}
	ip := net.ParseIP(host)
	return "tcp", address, host == "localhost" || ip != nil && ip.IsLoopback(), nil
}

// listenOn listens at the address of a flag.
func listenOn(flag, network, address string) (net.Listener, error) {
	l, err := net.Listen(network, address)
	switch {
	case err == nil:
		return l, nil
	case network == "unix":
		return nil, fmt.Errorf("%w: name another path with %s, or remove the file if no server is there", err, flag)
	}
	return nil, fmt.Errorf("%w: name another address with %s", err, flag)
}

// address says where a listener is, and how curl asks there.
func (o *serveAccess) address(l net.Listener) (at, curl string) {
	at = l.Addr().String()
	switch {
	case l.Addr().Network() == "unix":
		at, curl = "unix:"+at, "curl --unix-socket "+at+" http://localhost/v1/parse"
	case o.cert != "":
		at = "https://" + at
	default:
		at = "http://" + at
	}
	if curl = cmp.Or(curl, "curl "+at+"/v1/parse"); o.keys != "" {
		curl += " -H 'Authorization: Bearer KEY'"
	}
	return at, curl
}
