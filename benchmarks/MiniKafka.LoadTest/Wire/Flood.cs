using System.Net.Sockets;

namespace MiniKafka.LoadTest.Wire;

/// <summary>
/// Connections that send requests without waiting for answers, each from a thread of its own, and read the answers as they come or not at all. One
/// that has sent all, or was not read for a second, is left as it is for another second and then made anew.
/// </summary>
internal sealed class Flood : IDisposable
{
    private const int FramesPerSend = 64;
    private const int RestMs = 1000;

    private readonly string _address;
    private readonly int _requests;
    private readonly bool _reads;
    private readonly Thread[] _threads;
    private readonly ManualResetEventSlim _over = new();
    private long _sent;
    private long _answerBytes;

    public Flood(string address, int connections, int requests, bool reads, IReadOnlyList<byte[]> frames)
    {
        _address = address;
        _requests = requests;
        _reads = reads;
        _threads = new Thread[connections];
        for (var i = 0; i < connections; i++)
        {
            byte[] sends = [.. Enumerable.Repeat(frames[i % frames.Count], FramesPerSend).SelectMany(static frame => frame)];
            _threads[i] = new Thread(() => Run(sends)) { IsBackground = true, Name = "flood" };
            _threads[i].Start();
        }
    }

    public int Connections => _threads.Length;

    /// <summary>Requests that the system has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes of answers that were read.</summary>
    public long AnswerBytes => Interlocked.Read(ref _answerBytes);

    public void Dispose()
    {
        _over.Set();
        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Run(byte[] sends)
    {
        while (!_over.IsSet)
        {
            using var socket = WireConnection.Connect(_address);
            socket.SendTimeout = RestMs;
            try
            {
                var reading = _reads ? ReadAsync(socket) : Task.CompletedTask;
                for (var sent = 0; sent < _requests && !_over.IsSet; sent += FramesPerSend)
                {
                    for (var bytes = 0; bytes < sends.Length;)
                    {
                        bytes += socket.Send(sends.AsSpan(bytes));
                    }

                    Interlocked.Add(ref _sent, FramesPerSend);
                }
            }
            catch (SocketException)
            {
                // It is not read any further, or was closed: the next one tries again.
            }

            _over.Wait(RestMs);
        }
    }

    private async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var bytes)
            {
                Interlocked.Add(ref _answerBytes, bytes);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection was left.
        }
    }
}
