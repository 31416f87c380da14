// Uploads a document to Prepaidify. Go 1.19 or newer, standard library only.
// go run upload.go <file> <type> <requestNo>
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const path = "/open/api/kyc/share/fileUpload"

func main() {
	log.SetFlags(0)
	secretKey := os.Getenv("SPARRING_PREPAIDIFY_SECRET_KEY")
	if len(os.Args) != 4 || secretKey == "" {
		fmt.Fprintln(os.Stderr, `usage: upload <file> <type> <requestNo>, with the variables of "npx sparring env"`)
		os.Exit(2)
	}
	file, err := os.ReadFile(os.Args[1])
	check(err)

	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	check(form.WriteField("requestNo", os.Args[3]))
	check(form.WriteField("type", os.Args[2]))
	part, err := form.CreateFormFile("file", filepath.Base(os.Args[1]))
	check(err)
	part.Write(file) // writing to a bytes.Buffer cannot fail
	check(form.Close())

	timestamp := strconv.FormatInt(time.Now().UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(secretKey))
	mac.Write([]byte(timestamp + "POST" + path))
	sign := base64.StdEncoding.EncodeToString(mac.Sum(nil))

	request, err := http.NewRequest("POST", os.Getenv("SPARRING_BASE_URL")+path, &body)
	check(err)
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("ach-access-key", os.Getenv("SPARRING_PREPAIDIFY_ACCESS_KEY"))
	request.Header.Set("ach-access-timestamp", timestamp)
	request.Header.Set("ach-access-sign", sign)
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Do(request)
	check(err)
	defer answer.Body.Close()

	var result struct{ Code, Msg, TraceId string }
	check(json.NewDecoder(answer.Body).Decode(&result))
	fmt.Println(result.Code, result.Msg, result.TraceId)
	if result.Code != "0" {
		os.Exit(1)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
