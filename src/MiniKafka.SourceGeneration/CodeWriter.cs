using System.Text;

namespace MiniKafka.SourceGeneration;

/// <summary>Lines of code, indented by block.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line() => _text.Append('\n');

    public void Line(string line) => _text.Append(' ', _depth * 4).Append(line).Append('\n');

    public void Append(CodeWriter other) => _text.Append(other._text);

    public void Open(string head)
    {
        Line(head);
        Open();
    }

    /// <summary>Begins a block without a head, for locals of its own.</summary>
    public void Open()
    {
        Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    public override string ToString() => _text.ToString();
}
