# Uploads a document to Prepaidify. Ruby 3.0 or newer, standard library only.
# ruby upload.rb <file> <type> <requestNo>
require 'json'
require 'net/http'
require 'openssl'

PATH = '/open/api/kyc/share/fileUpload'
base_url, access_key, secret_key =
  ENV.values_at('SPARRING_BASE_URL', 'SPARRING_PREPAIDIFY_ACCESS_KEY', 'SPARRING_PREPAIDIFY_SECRET_KEY')
file, type, request_no = ARGV
if request_no.nil? || secret_key.nil?
  warn 'usage: ruby upload.rb <file> <type> <requestNo>, with the variables of "npx sparring env"'
  exit 2
end

timestamp = Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond).to_s
sign = [OpenSSL::HMAC.digest('SHA256', secret_key, "#{timestamp}POST#{PATH}")].pack('m0')

uri = URI(base_url + PATH)
request = Net::HTTP::Post.new(uri)
request['ach-access-key'] = access_key
request['ach-access-timestamp'] = timestamp
request['ach-access-sign'] = sign
answer = File.open(file, 'rb') do |content|
  filename = File.basename(file).gsub('"', '%22')
  form = [['requestNo', request_no], ['type', type], ['file', content, { filename: filename }]]
  request.set_form(form, 'multipart/form-data')
  Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }
end

result = JSON.parse(answer.body)
puts result.values_at('code', 'msg', 'traceId').join(' ')
exit result['code'] == '0'
