namespace MiniKafka.Network.Framing;

/// <summary>
/// Counts the frames that have arrived at one connection and wait for their loop, or those of all connections of a listener together, and says when they
/// are enough. One frame a connection may hold whatever the others hold, so that none waits for the others to be read at all. Used from any thread.
/// </summary>
/// <param name="maxFrames">So many are enough.</param>
/// <param name="maxBytes">More bytes are enough.</param>
/// <param name="ofAll">Those of all connections that this one is counted with.</param>
internal sealed class HeldFrames(int maxFrames, long maxBytes, HeldFrames? ofAll = null)
{
    private int _frames;
    private long _bytes;

    public int Frames => Volatile.Read(ref _frames);

    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsFull => Frames >= maxFrames || Bytes > maxBytes || (Frames > 0 && ofAll?.IsFull == true);

    public void Add(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _frames);
        ofAll?.Add(bytes);
    }

    /// <summary>One was taken. True when it is time to look again whether there is room: not for each frame, when many are held.</summary>
    public bool Remove(int bytes)
    {
        ofAll?.Remove(bytes);
        var bytesLeft = Interlocked.Add(ref _bytes, -bytes);
        var framesLeft = Interlocked.Decrement(ref _frames);
        return framesLeft == 0 || framesLeft == maxFrames / 2 || (bytesLeft <= maxBytes && bytesLeft + bytes > maxBytes);
    }
}
