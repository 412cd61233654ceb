//! Sends requests, and receives their responses piece by piece.

use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{HOST, HeaderValue};
use hyper::http::uri::{PathAndQuery, Scheme};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a connection may take, with its TLS handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why there is no response, or not all of it.
#[derive(Debug)]
pub enum RequestError {
    /// The URL cannot be requested.
    Url(String),
    /// There is no connection: the name is unknown, the port is closed, or the certificate is not trusted.
    Connect(io::Error),
    /// The connection was not made in time.
    ConnectTimeout,
    /// The connection was lost, or what arrived is not HTTP.
    Exchange(hyper::Error),
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(problem) => f.write_str(problem),
            Self::Connect(error) => write!(f, "cannot connect: {error}"),
            Self::ConnectTimeout => write!(f, "no connection after {} seconds", CONNECT_TIMEOUT.as_secs()),
            Self::Exchange(error) => match error.source() {
                Some(cause) => write!(f, "{error}: {cause}"),
                None => write!(f, "{error}"),
            },
        }
    }
}

impl Error for RequestError {}

/// Sends requests to `http` and `https` URLs. A clone shares the certificate authorities.
#[derive(Clone, Default)]
pub struct HttpClient {
    trust: super::trust::Trust,
}

impl HttpClient {
    /// Sends a request with an absolute URL, and returns when the head of the response has arrived. The connection closes
    /// when this future or the body of the response is dropped.
    pub async fn send<B>(&self, request: Request<B>) -> Result<Response<ResponseBody>, RequestError>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let uri = request.uri().clone();
        let host = uri.host().ok_or_else(|| RequestError::Url(format!("{uri} names no host")))?;
        // An IPv6 address stands in brackets.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let encrypted = uri.scheme() == Some(&Scheme::HTTPS);
        let port = uri.port_u16().unwrap_or(if encrypted { 443 } else { 80 });
        let connecting = timeout(CONNECT_TIMEOUT, TcpStream::connect((host.as_str(), port))).await;
        let stream = connecting.map_err(|_| RequestError::ConnectTimeout)?.map_err(RequestError::Connect)?;
        let _ = stream.set_nodelay(true);
        let request = with_origin_form(request, &uri)?;
        match encrypted {
            false => exchange(stream, request).await,
            true => self.send_encrypted(&host, stream, request).await,
        }
    }

    async fn send_encrypted<B>(
        &self,
        host: &str,
        stream: TcpStream,
        request: Request<B>,
    ) -> Result<Response<ResponseBody>, RequestError>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let handshake = timeout(CONNECT_TIMEOUT, self.trust.connect(host, stream)).await;
        let stream = handshake.map_err(|_| RequestError::ConnectTimeout)?.map_err(RequestError::Connect)?;
        exchange(stream, request).await
    }
}

/// The request as a server reads it: with the path alone in its first line, and the host in a header.
fn with_origin_form<B>(mut request: Request<B>, uri: &Uri) -> Result<Request<B>, RequestError> {
    let path = uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = path.into();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = HeaderValue::from_str(authority).map_err(|error| RequestError::Url(error.to_string()))?;
    request.headers_mut().insert(HOST, host);
    Ok(request)
}

async fn exchange<S, B>(stream: S, request: Request<B>) -> Result<Response<ResponseBody>, RequestError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(RequestError::Exchange)?;
    let mut driver = JoinSet::new();
    driver.spawn(Box::pin(async move {
        // What fails is reported by the response or by its body.
        let _ = connection.await;
    }));
    let response = sender.send_request(request).await.map_err(RequestError::Exchange)?;
    Ok(response.map(|incoming| ResponseBody { incoming, _driver: driver }))
}

/// The body of a response, as it arrives.
pub struct ResponseBody {
    incoming: Incoming,
    /// The task that reads the connection. It is aborted when it is dropped.
    _driver: JoinSet<()>,
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = RequestError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RequestError>>> {
        Pin::new(&mut self.incoming).poll_frame(context).map_err(RequestError::Exchange)
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, Empty};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A server on a free port, and a request to it.
    async fn server() -> (TcpListener, Request<Empty<Bytes>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/a?b=c", listener.local_addr().expect("an address"));
        (listener, Request::get(url).body(Empty::new()).expect("a request"))
    }

    /// Accepts a connection, and reads the head of its request.
    async fn accept(listener: &TcpListener) -> (TcpStream, String) {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a byte of the request"));
        }
        (stream, String::from_utf8(head).expect("text"))
    }

    async fn is_closed(mut stream: TcpStream) -> bool {
        matches!(stream.read(&mut [0]).await, Ok(0) | Err(_))
    }

    #[tokio::test]
    async fn a_body_is_received_while_it_is_sent_and_closes_when_it_is_dropped() {
        let (listener, request) = server().await;
        let (send, mut server_sends) = tokio::sync::mpsc::channel::<&[u8]>(1);
        let serving = tokio::spawn(async move {
            let (mut stream, head) = accept(&listener).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await.expect("sent");
            while let Some(bytes) = server_sends.recv().await {
                stream.write_all(bytes).await.expect("sent");
            }
            (head, is_closed(stream).await)
        });
        let mut response = HttpClient::default().send(request).await.expect("a response");
        for (sent, piece) in [("3\r\none\r\n", "one"), ("3\r\ntwo\r\n", "two")] {
            send.send(sent.as_bytes()).await.expect("the server");
            let frame = response.body_mut().frame().await.expect("a frame").expect("a piece");
            assert_eq!(frame.data_ref().expect("data"), piece);
        }
        drop((response, send));
        let (head, closed) = serving.await.expect("the server");
        assert!(head.starts_with("GET /a?b=c HTTP/1.1\r\nhost: 127.0.0.1:"), "{head}");
        assert!(closed);
    }

    #[tokio::test]
    async fn a_request_that_is_dropped_before_its_response_closes_its_connection() {
        let (listener, request) = server().await;
        let client = HttpClient::default();
        let sending = tokio::spawn(async move { client.send(request).await.map(|_| ()) });
        let (stream, _) = accept(&listener).await;
        sending.abort();
        assert!(is_closed(stream).await);
    }

    #[tokio::test]
    async fn errors_name_their_cause() {
        let (listener, request) = server().await;
        drop(listener);
        let error = HttpClient::default().send(request).await.err().expect("no server").to_string();
        assert!(error.starts_with("cannot connect: "), "{error}");
        let (listener, request) = server().await;
        let serving = tokio::spawn(async move { accept(&listener).await.0.write_all(b"SSH-2.0\r\n\r\n").await });
        let error = HttpClient::default().send(request).await.err().expect("no HTTP").to_string();
        assert!(error.contains("invalid HTTP"), "{error}");
        serving.await.expect("the server").expect("sent");
    }
}
