namespace MiniKafka.Runtime.Polling;

/// <summary>
/// Where idle threads wait: for sockets, for the time, and for whoever wakes them. Any number of them may wait at once; what happens ends the wait of
/// one. May be used by any thread, also after it was disposed of: then nothing waits, and nothing is told.
/// </summary>
internal interface IPoller : IDisposable
{
    /// <summary>Watches a socket that does not block, until its watch is disposed of.</summary>
    void Add(SocketWatch watch);

    /// <summary>No more is told of the socket.</summary>
    void Remove(SocketWatch watch);

    /// <summary>The watch is to be told of something.</summary>
    void Armed(SocketWatch watch);

    /// <summary>Ends one wait at this timestamp of the system's clock, instead of the time that was said before.</summary>
    void WakeAt(long timestamp);

    /// <summary>Ends one wait, or the next one when nobody waits.</summary>
    void Wake();

    /// <summary>Waits until something happens; may end for nothing. How many sockets there is news of, for the calling thread to tell.</summary>
    /// <param name="news">Where the news goes; what finds no room there is for the next to wait.</param>
    /// <param name="looksOnly">Does not wait, sees only what is ready now.</param>
    int Wait(Span<SocketNews> news, bool looksOnly);
}
