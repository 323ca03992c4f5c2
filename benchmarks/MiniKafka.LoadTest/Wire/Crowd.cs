namespace MiniKafka.LoadTest.Wire;

/// <summary>Many connections that ask for little: once when they are made, and once whenever they are told to.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly List<WireConnection> _connections = [];
    private readonly byte[] _question = WireFrames.ApiVersions();

    public Crowd(string bootstrapServers, int connections)
    {
        for (var i = 0; i < connections; i++)
        {
            _connections.Add(WireConnection.Open(bootstrapServers));
        }

        Ask();
    }

    /// <summary>All ask at once; ends when all are answered.</summary>
    public void Ask()
    {
        _connections.ForEach(connection => connection.Send(_question));
        _connections.ForEach(static connection => connection.Receive());
    }

    public void Dispose() => _connections.ForEach(static connection => connection.Dispose());
}
