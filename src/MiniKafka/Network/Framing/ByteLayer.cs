using System.IO.Pipelines;

namespace MiniKafka.Network.Framing;

/// <summary>
/// Makes of the bytes of a wire the pipe that frames travel over: TLS is one. Completes when the layer is ready, hands shaken; how long that may take is for
/// the layer to say. Closing the wire ends it, and its pipe with it; completing the pipe's output tells the peer in the layer's own words that nothing more comes.
/// </summary>
/// <param name="wire">The bytes as the network moves them.</param>
/// <param name="isAccepted">Whether this end was connected to, and not the one that connected.</param>
internal delegate Task<IDuplexPipe> ByteLayer(Stream wire, bool isAccepted);
