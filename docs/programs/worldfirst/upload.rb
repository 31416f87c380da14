# Uploads a document to WorldFirst. Ruby 3.0 or newer, standard library only.
# ruby upload.rb <file> <attachmentType> <attachmentId>
require 'json'
require 'net/http'
require 'openssl'

PATH = '/aps/api/business/onboard/submitAttachment'
BASE_URL, CLIENT_ID, PRIVATE_KEY, PARTNER_PUBLIC_KEY = ENV.values_at(
  'SPARRING_BASE_URL', 'SPARRING_WORLDFIRST_CLIENT_ID',
  'SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY', 'SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY'
)
file, attachment_type, attachment_id = ARGV
if attachment_id.nil? || PRIVATE_KEY.nil?
  warn 'usage: ruby upload.rb <file> <attachmentType> <attachmentId>, with the variables of "npx sparring env"'
  exit 2
end

# Verifies before anything else reads the answer. Refusals up to the signature check are not signed.
def verified?(answer)
  value = answer['signature'].to_s[/signature=([^,]+)\z/, 1]
  return false if value.nil?

  signature = URI.decode_www_form_component(value.gsub('+', '%2B')).unpack1('m')
  signed = "POST #{PATH}\n#{CLIENT_ID}.#{answer['response-time']}.".b + answer.body.b
  return true if OpenSSL::PKey.read(PARTNER_PUBLIC_KEY).verify('SHA256', signature, signed)

  abort 'the signature of the answer is invalid'
end

content = [File.binread(file)].pack('m0')
body = JSON.generate(attachmentId: attachment_id, attachmentType: attachment_type, attachmentContent: content)
time = Time.now.strftime('%FT%T%:z')
signature = [OpenSSL::PKey.read(PRIVATE_KEY).sign('SHA256', "POST #{PATH}\n#{CLIENT_ID}.#{time}.#{body}")].pack('m0')

uri = URI(BASE_URL + PATH)
headers = {
  'Content-Type' => 'application/json; charset=UTF-8',
  'Client-Id' => CLIENT_ID,
  'Request-Time' => time,
  'Signature' => "algorithm=RSA256,keyVersion=2,signature=#{URI.encode_www_form_component(signature)}"
}
answer = Net::HTTP.post(uri, body, headers)

verified = verified?(answer)
parsed = JSON.parse(answer.body)
result = parsed['result']
abort 'the answer is not signed' if !verified && result['resultStatus'] != 'F'
puts [result['resultCode'], result['resultMessage'], parsed['attachmentUrl']].join(' ')
exit result['resultStatus'] == 'S'
