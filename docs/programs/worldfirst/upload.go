// Uploads a document to WorldFirst. Go 1.19 or newer, standard library only.
// go run upload.go <file> <attachmentType> <attachmentId>
package main

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const path = "/aps/api/business/onboard/submitAttachment"

var clientID = os.Getenv("SPARRING_WORLDFIRST_CLIENT_ID")

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 || clientID == "" {
		fmt.Fprintln(os.Stderr, `usage: upload <file> <attachmentType> <attachmentId>, with the variables of "npx sparring env"`)
		os.Exit(2)
	}
	file, err := os.ReadFile(os.Args[1])
	check(err)
	body, err := json.Marshal(map[string]any{
		"attachmentId": os.Args[3], "attachmentType": os.Args[2], "attachmentContent": file, // bytes become Base64
	})
	check(err)

	now := time.Now().Format("2006-01-02T15:04:05-07:00")
	key, err := x509.ParsePKCS8PrivateKey(der("SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY"))
	check(err)
	signature, err := rsa.SignPKCS1v15(nil, key.(*rsa.PrivateKey), crypto.SHA256, digest(now, body))
	check(err)

	request, err := http.NewRequest("POST", os.Getenv("SPARRING_BASE_URL")+path, bytes.NewReader(body))
	check(err)
	request.Header.Set("Content-Type", "application/json; charset=UTF-8")
	request.Header.Set("Client-Id", clientID)
	request.Header.Set("Request-Time", now)
	request.Header.Set("Signature", "algorithm=RSA256,keyVersion=2,signature="+
		url.QueryEscape(base64.StdEncoding.EncodeToString(signature)))
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Do(request)
	check(err)
	defer answer.Body.Close()
	answerBody, err := io.ReadAll(answer.Body)
	check(err)

	verified := verify(answer.Header, answerBody)
	var parsed struct {
		AttachmentURL string
		Result        struct{ ResultCode, ResultMessage, ResultStatus string }
	}
	check(json.Unmarshal(answerBody, &parsed))
	if !verified && parsed.Result.ResultStatus != "F" {
		log.Fatal("the answer is not signed")
	}
	fmt.Println(parsed.Result.ResultCode, parsed.Result.ResultMessage, parsed.AttachmentURL)
	if parsed.Result.ResultStatus != "S" {
		os.Exit(1)
	}
}

// verify comes before anything else reads the answer. Refusals up to the signature check are not signed.
func verify(header http.Header, body []byte) bool {
	_, value, found := strings.Cut(header.Get("Signature"), "signature=")
	if !found {
		return false
	}
	text, err := url.PathUnescape(value)
	check(err)
	signature, err := base64.StdEncoding.DecodeString(text)
	check(err)
	key, err := x509.ParsePKIXPublicKey(der("SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY"))
	check(err)
	err = rsa.VerifyPKCS1v15(key.(*rsa.PublicKey), crypto.SHA256, digest(header.Get("Response-Time"), body), signature)
	if err != nil {
		log.Fatal("the signature of the answer is invalid")
	}
	return true
}

// digest is the SHA-256 of what is signed: requests and answers are signed alike.
func digest(at string, body []byte) []byte {
	sum := sha256.Sum256(append([]byte("POST "+path+"\n"+clientID+"."+at+"."), body...))
	return sum[:]
}

func der(variable string) []byte {
	block, _ := pem.Decode([]byte(os.Getenv(variable)))
	if block == nil {
		log.Fatal(variable, " is not a PEM key")
	}
	return block.Bytes
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
