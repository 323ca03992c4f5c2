namespace MiniKafka.Network.Faults;

/// <summary>A connection whose two directions can be put on links.</summary>
internal interface ILinkedConnection : IConnection
{
    /// <summary>
    /// Puts the connection on links, before anything was sent or received by this end.
    /// </summary>
    /// <param name="outgoing">The link of frames from this end.</param>
    /// <param name="incoming">The link of frames to this end.</param>
    /// <param name="linksOf">Tells by the first frame that arrives which links these are, outgoing and incoming, where that is not known before.</param>
    void PutOn(LinkFaults outgoing, LinkFaults incoming, Func<Frame, (LinkFaults Outgoing, LinkFaults Incoming)?>? linksOf = null);
}
