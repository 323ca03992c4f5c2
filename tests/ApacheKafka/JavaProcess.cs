using System.Diagnostics;
using System.Text;

namespace ApacheKafka;

/// <summary>
/// A process of Java that hears commands on its standard input and ends by itself when that ends, so that it never outlives the tests.
/// </summary>
internal sealed class JavaProcess : IAsyncDisposable
{
    private const int LinesToShow = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Queue<string> _lastWords = [];

    public JavaProcess(string program, int megabytes, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo("java", [.. ApacheKafkaRelease.JavaArguments(megabytes), program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        })!;
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginErrorReadLine();
    }

    public void Say(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>The next line of its output; throws when it ends or takes too long, with what it complained about.</summary>
    public async Task<string> HearAsync()
    {
        try
        {
            // A read of a pipe does not hear a cancellation.
            if (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                MeetsApacheKafkaAttribute.Met();
                return line;
            }
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Java has said nothing for {Patience}. Its last words: {LastWords}");
        }

        await _process.WaitForExitAsync();
        throw new InvalidOperationException($"Java ended with {_process.ExitCode}. Its last words: {LastWords}");
    }

    /// <summary>The next line of its output, however long it takes; null when it has ended.</summary>
    public async Task<string?> ListenAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync();
        MeetsApacheKafkaAttribute.Met();
        return line;
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"Java ended with {_process.ExitCode}. Its last words: {LastWords}");
        }
    }

    /// <summary>It gets no chance to do anything more.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>The end of what it wrote to its standard error.</summary>
    public string LastWords
    {
        get
        {
            lock (_lastWords)
            {
                return string.Join(Environment.NewLine, _lastWords);
            }
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lastWords)
        {
            _lastWords.Enqueue(line);
            if (_lastWords.Count > LinesToShow)
            {
                _lastWords.Dequeue();
            }
        }
    }
}
