namespace Postrider.Dispatcher.Delivery.Tls;

/// <summary>A connection could not be secured; the message says which part failed, without anything secret.</summary>
internal sealed class TlsException(string message, Exception? inner = null) : IOException(message, inner);
